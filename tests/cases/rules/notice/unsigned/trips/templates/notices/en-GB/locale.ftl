reviewed = yes
