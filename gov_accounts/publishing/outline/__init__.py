"""The outline of a year: the document's parts, sentences, forms and words, read from data into typed values.

    profiles/2020/document/*.toml ──official.read_outline──► Outline ──references.check──► everything it names is there

What the files may say is told in ``disclosure/README.md`` of the ledger data; ``template`` has what texts may name,
``figures`` and ``lists`` what is named, ``blocks`` and ``forms`` where it is printed, ``whole`` all of it.
"""
