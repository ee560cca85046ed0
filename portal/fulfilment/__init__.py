"""What engineers carry out by a button: access is given and taken, on the day that the request names."""
