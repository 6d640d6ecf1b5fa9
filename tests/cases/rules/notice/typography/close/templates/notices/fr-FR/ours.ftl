# Une adresse, une heure et des guillemets à leur place : « rien à redire » ; l’apostrophe aussi.
greeting = Bonjour !
contact = Besoin d’aide ? Écrivez à « nous » :
clock = { $hour }:{ $minute }
