"""The blocks of the documentation: found in the pages, run, and held against what the pages say."""
