// local notes
