greeting = Bonjour!
contact = Besoin d'aide ? Écrivez à «nous» :
when-on = le { $weekday } { $day }
