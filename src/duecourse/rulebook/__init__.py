"""The rules as a book that people read, change and try: packs on file, news of them, drafts, replays."""
