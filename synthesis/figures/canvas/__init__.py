"""What every figure is drawn with: sheets, axes, marks, sizes, colours."""
