"""What is the smallest change of weights that flips a class, or the proof that there is none?"""
