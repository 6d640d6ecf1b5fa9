greeting = Bonjour { $merge-prenom },
