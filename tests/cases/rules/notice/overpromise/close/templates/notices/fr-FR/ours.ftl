rights = Vos droits restent les mêmes.
