# Dit si une personne de langue maternelle a relu et signé tous les messages de cette langue. Seul un espace de travail peut
# l’affirmer : après la signature, il écrit `reviewed = yes` dans son propre `templates/notices/fr-FR/locale.ftl`. Ici, c’est `no`.

reviewed = no
