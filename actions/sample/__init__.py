"""An invented council for the demo. Its people and boards are illustrative; its words are our own."""
