"""What staff enter: judged by `imports`, kept by `storage`; commands and the page both do it here.

So an entry is judged, refused, signed and kept in the same way wherever it was typed.
"""
