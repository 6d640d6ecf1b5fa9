# Cada servicio según su clase, y qué será de él. Una clase sin mensaje propio toma el general.

service-accounts = Su cuenta
service-orders = Pedidos anteriores
service-open-orders = Pedidos en curso
service-returns = Devoluciones
service-after-sales = Reparaciones y garantía
service-logistics = Historial de entregas
service-feedback = Reseñas y comentarios
service-loyalty-points = Puntos de fidelidad
service-coupons = Cupones
service-stored-value = Tarjetas regalo y saldo
service-addresses = Direcciones guardadas
service-consent = Boletín y preferencias de privacidad
service-customer-service = Atención al cliente
service-catalogue = Productos
service-other = Otros servicios
service-named = { $service } ({ $name })

fate-transfer = Este servicio pasa a { $successor }.
fate-reissue = Este servicio termina aquí y { $successor } se lo asigna de nuevo.
fate-reroute = { $successor } toma el relevo.
fate-end = Este servicio termina y no se conserva.
fate-accounts-transfer = Su cuenta pasa a { $successor }.
fate-orders-transfer = Sus pedidos anteriores se trasladan a { $successor }, donde podrá consultarlos.
fate-open-orders-transfer = Los pedidos que aún no ha recibido pasan a { $successor }, que los completa.
fate-returns-transfer = Las devoluciones, también las ya iniciadas, pasan a { $successor }.
fate-returns-reroute = Para devolver un artículo, diríjase a { $successor }.
fate-after-sales-transfer = Las reparaciones y los casos de garantía pasan a { $successor }.
fate-after-sales-reroute = Para reparaciones y garantía, diríjase a { $successor }.
fate-logistics-transfer = El historial de sus entregas se traslada a { $successor }.
fate-feedback-transfer = Las reseñas y los comentarios que ha escrito se trasladan a { $successor }.
fate-loyalty-points-transfer = Sus puntos se trasladan a { $successor }.
fate-loyalty-points-reissue = Sus puntos terminan aquí y { $successor } se los abona de nuevo.
fate-loyalty-points-end = Sus puntos terminan y no se conservan.
fate-coupons-transfer = Sus cupones se trasladan a { $successor }.
fate-coupons-reissue = Sus cupones terminan aquí y { $successor } se los emite de nuevo.
fate-coupons-end = Sus cupones terminan y no se conservan.
fate-stored-value-transfer = Sus tarjetas regalo y su saldo se trasladan a { $successor }.
fate-stored-value-reissue = Sus tarjetas regalo y su saldo terminan aquí y { $successor } se los emite de nuevo.
fate-stored-value-end = Sus tarjetas regalo y su saldo terminan y no se conservan.
fate-addresses-transfer = Sus direcciones guardadas se trasladan a { $successor }.
fate-consent-end = Sus suscripciones al boletín y sus preferencias de privacidad no se conservan.
fate-consent-transfer = Sus suscripciones al boletín y sus preferencias de privacidad se trasladan a { $successor }.
fate-customer-service-transfer = La atención al cliente pasa a { $successor }.
fate-customer-service-reroute = Para la atención al cliente, diríjase a { $successor }.
fate-catalogue-transfer = Toda la gama de { $brand } pasa a { $successor }.
fate-catalogue-transfer-but = La gama de { $brand } pasa a { $successor }, a excepción de: { $lines }.
tail = Continúa durante { $span } después de la entrega.
tail-open-orders = Un pedido se sigue atendiendo durante { $span } después de su entrega, también tras el cierre de la tienda.
tail-returns = Lo que haya pedido aquí puede devolverse durante { $span } después de su entrega, también tras el cierre de la tienda.

timing-window = El traslado tiene lugar { $since } y termina { $until }.
timing-instant = El cambio se aplica { $since }.
timing-until = El traslado termina { $until }.
timing-end = { $word ->
    [before] Este servicio está disponible { $when }, no más tarde.
    [from] Este servicio ya no está disponible { $when }.
   *[other] Este servicio termina { $when }.
}
timing-end-consent = { $word ->
    [before] Son válidas { $when }, no más tarde.
    [from] Ya no son válidas { $when }.
   *[other] Terminan { $when }.
}
timing-end-coupons = { $word ->
    [before] Le rogamos que utilice los que le queden { $when }.
    [from] Ya no podrá utilizarlos { $when }.
   *[other] Terminan { $when }.
}
timing-end-loyalty-points = { $word ->
    [before] Le rogamos que utilice los que le queden { $when }.
    [from] Ya no podrá utilizarlos { $when }.
   *[other] Terminan { $when }.
}
timing-end-stored-value = { $word ->
    [before] Le rogamos que utilice lo que le quede { $when }.
    [from] Ya no podrá utilizarlos { $when }.
   *[other] Terminan { $when }.
}
gap = Este servicio está en pausa a partir del { $from } y vuelve a estar disponible { $until }: la interrupción puede durar hasta { days }.
gap-loyalty-points = A partir del { $from } no podrá utilizar sus puntos. Volverán a estar disponibles { $until }: la interrupción puede durar hasta { days }.
gap-coupons = A partir del { $from } no podrá utilizar sus cupones. Volverán a estar disponibles { $until }: la interrupción puede durar hasta { days }.
gap-stored-value = A partir del { $from } no podrá gastar sus tarjetas regalo ni su saldo. Volverán a estar disponibles { $until }: la interrupción puede durar hasta { days }.
cohort-held = Cuenta el saldo del que disponga { $when }.
cohort-valid = Cuenta lo que sea válido { $when }.
cohort-loyalty-points-held = Cuenta el saldo de puntos del que disponga { $when }.
cohort-coupons-valid = Se incluye todo cupón válido { $when }.
cohort-coupons-issued = Se incluye todo cupón emitido { $when }.
cohort-issued = Cuenta lo que se haya emitido { $when }.
rate = Conversión: { $old } por { $new }.
rate-loyalty-points = { $old-form ->
    [one] { $old } punto actual equivale
    [many] { $old } de puntos actuales equivalen
   *[other] { $old } puntos actuales equivalen
} { $new-form ->
    [one] a { $new } punto en { $successor }.
    [many] a { $new } de puntos en { $successor }.
   *[other] a { $new } puntos en { $successor }.
}
rounding-up = Las fracciones se redondean hacia arriba.
rounding-down = Las fracciones se redondean hacia abajo.
rounding-nearest = Las fracciones se redondean a la unidad más próxima.
reduced-value = Lo que recibe vale menos que lo que tenía.
reduced-validity = Lo que recibe es válido durante menos tiempo que lo que tenía.
reduced-minimum-spend = El importe mínimo de compra es más alto que antes.
reduced-scope = Lo que recibe puede utilizarse para menos compras que lo que tenía.
compensation = Hay una compensación por este tiempo; atención al cliente puede indicarle cuál.
compensation-validity-extended-by-the-gap = Como compensación, la validez se prolonga por la duración de la interrupción.
valid-for = Una vez restablecido, puede utilizarse durante { $span }.
no-action = No tiene que hacer nada.
match-account = No tiene que hacer nada si { $successor } puede reconocer su cuenta. Si no la encuentra allí, póngase en contacto con nosotros.
match-service = Una vez reconocida su cuenta, no tiene que hacer nada.
where = Nueva dirección:
reach = Contacto:

now-transfer = Traslado a { $successor } terminado.
now-reissue = Nueva emisión por parte de { $successor } terminada.
now-reroute = { $successor } se encarga de ello.
now-end = Este servicio ha terminado.
now-pending = La operación sigue en curso y terminará { $until }.
