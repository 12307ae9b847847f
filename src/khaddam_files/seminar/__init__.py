"""The seminar: what a class and its teacher open on the screens of one room."""
