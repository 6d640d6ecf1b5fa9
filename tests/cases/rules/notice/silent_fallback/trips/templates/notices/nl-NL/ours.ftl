greeting = Goedendag,
