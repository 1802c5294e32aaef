"""The MkDocs plug-in: a second front end, as thin as the first."""
