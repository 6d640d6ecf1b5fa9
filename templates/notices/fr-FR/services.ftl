# Chaque service selon sa classe, et ce qu’il devient. Une classe sans message propre prend le message général.

service-accounts = Votre compte
service-orders = Commandes passées
service-open-orders = Commandes en cours
service-returns = Retours
service-after-sales = Service après-vente et garantie
service-logistics = Suivi des livraisons
service-feedback = Avis et commentaires
service-loyalty-points = Points de fidélité
service-coupons = Bons de réduction
service-stored-value = Cartes cadeaux et avoirs
service-addresses = Adresses enregistrées
service-consent = Lettre d’information et choix de confidentialité
service-customer-service = Service client
service-catalogue = Produits
service-other = Autres services
service-named = { $service } ({ $name })

fate-transfer = Ce service passe chez { $successor }.
fate-reissue = Ce service prend fin ici, et { $successor } vous l’attribue de nouveau.
fate-reroute = { $successor } prend le relais.
fate-end = Ce service prend fin avec la boutique.
fate-accounts-transfer = Votre compte passe chez { $successor }.
fate-orders-transfer = Vos commandes passées sont transférées chez { $successor }, où vous pouvez les consulter.
fate-open-orders-transfer = Les commandes que vous n’avez pas encore reçues passent chez { $successor }, qui les mène à leur terme.
fate-returns-transfer = Les retours, y compris ceux que vous avez déjà engagés, passent chez { $successor }.
fate-returns-reroute = Pour retourner un article, adressez-vous à { $successor }.
fate-after-sales-transfer = Les réparations et les dossiers de garantie passent chez { $successor }.
fate-after-sales-reroute = Pour une réparation ou la garantie, adressez-vous à { $successor }.
fate-logistics-transfer = L’historique de vos livraisons est transféré chez { $successor }.
fate-feedback-transfer = Les avis et commentaires que vous avez rédigés sont transférés chez { $successor }.
fate-loyalty-points-transfer = Vos points sont transférés chez { $successor }.
fate-loyalty-points-reissue = Vos points prennent fin ici, et { $successor } vous les crédite de nouveau.
fate-loyalty-points-end = Vos points prennent fin avec la boutique et ne sont pas repris.
fate-coupons-transfer = Vos bons de réduction sont transférés chez { $successor }.
fate-coupons-reissue = Vos bons de réduction prennent fin ici, et { $successor } vous les attribue de nouveau.
fate-coupons-end = Vos bons de réduction prennent fin avec la boutique et ne sont pas repris.
fate-stored-value-transfer = Vos cartes cadeaux et avoirs sont transférés chez { $successor }.
fate-stored-value-reissue = Vos cartes cadeaux et avoirs prennent fin ici, et { $successor } vous les attribue de nouveau.
fate-stored-value-end = Une fois la boutique fermée, les cartes cadeaux et les avoirs ne peuvent plus être dépensés.
fate-addresses-transfer = Vos adresses enregistrées sont transférées chez { $successor }.
fate-consent-transfer = Vos abonnements et vos choix de confidentialité sont transférés chez { $successor }.
fate-customer-service-transfer = Le service client passe chez { $successor }.
fate-customer-service-reroute = Pour joindre le service client, adressez-vous à { $successor }.
fate-catalogue-transfer = Les produits passent chez { $successor }.

timing-window = Le transfert a lieu { $since } et sera achevé { $until }.
timing-instant = Cela s’applique { $since }.
timing-until = Ce sera achevé { $until }.
timing-end = { $word ->
    [before] Utilisez ce qui vous reste { $when }.
   *[other] Ce service prend fin { $when }.
}
gap = À partir du { $from }, vous ne pouvez plus vous en servir. Vous les retrouverez { $until } : l’interruption peut durer jusqu’à { days }.
cohort-held = Est pris en compte le solde détenu { $when }.
cohort-valid = Sont pris en compte ceux qui sont valables { $when }.
cohort-issued = Sont pris en compte ceux qui ont été émis { $when }.
rate = Taux de conversion : { $old } pour { $new }.
rate-loyalty-points = { $old-form ->
    [one] { $old } point d’ici vaut
    [many] { $old } de points d’ici valent
   *[other] { $old } points d’ici valent
} { $new-form ->
    [one] { $new } point là-bas.
    [many] { $new } de points là-bas.
   *[other] { $new } points là-bas.
}
rounding-up = Les fractions sont arrondies à l’unité supérieure.
rounding-down = Les fractions sont arrondies à l’unité inférieure.
rounding-nearest = Les fractions sont arrondies à l’unité la plus proche.
compensation = Une contrepartie est prévue pour cette période ; le service client peut vous la préciser.
compensation-validity-extended-by-the-gap = En contrepartie, la durée de validité est prolongée d’autant.
no-action = Vous n’avez rien à faire.
match-account = Vous n’avez rien à faire si { $successor } peut rattacher votre compte à un compte chez lui. Si vous ne retrouvez pas le vôtre, contactez-nous.
match-service = Vous n’avez rien à faire dès lors que votre compte a été rattaché.
where = Nouvelle adresse :
reach = Contact :

now-transfer = Transfert effectué chez { $successor }.
now-reissue = De nouveau attribué par { $successor }.
now-reroute = { $successor } s’en charge.
now-end = Ce service a pris fin avec la boutique.
now-pending = L’opération est en cours ; elle sera achevée { $until }.
