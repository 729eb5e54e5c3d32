"""What the commands of ``statusmw`` do; `statusmw.cli` reads their arguments and shows what they return."""
