reviewed = no
