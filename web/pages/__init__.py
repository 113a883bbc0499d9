"""Our own pages, one file each: from the store and what a visitor filled in to facts."""
