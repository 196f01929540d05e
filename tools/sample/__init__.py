"""Fengjie county (奉节县) in 2017 as sample data: who handed in what, made from the licensing items and a seed."""
