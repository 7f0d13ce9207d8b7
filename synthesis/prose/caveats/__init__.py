"""What to say beside a figure, so that nobody takes it for more than it shows.

A module for each subject. Every function returns whole sentences for one kind of figure, computed
from what it draws, and of these only the ones that apply.
"""
