"""What all imports into a book share: what was found, what is there already, what is appended.

``findings`` tells what became of each file and value, ``journal`` makes events whose ids are those
of the source, so that nothing comes in twice, ``result`` is what an import answers.
"""
