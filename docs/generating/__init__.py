"""What the generated pages of this folder say, made from the values of the package."""
