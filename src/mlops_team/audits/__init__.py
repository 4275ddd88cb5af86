"""A team to a report; knows no screen."""
