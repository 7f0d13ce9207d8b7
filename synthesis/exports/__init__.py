"""Files for those who cite and show: pictures, slides, data, citations."""
