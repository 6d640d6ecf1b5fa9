rights = Rien ne change, et vous n’avez aucune démarche à faire.
