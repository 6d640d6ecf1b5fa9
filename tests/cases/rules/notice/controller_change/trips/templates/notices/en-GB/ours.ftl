controller-change = Somebody else is responsible for your personal data after the move.
