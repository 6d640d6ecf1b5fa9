# Lo que responde atención al cliente. Una respuesta se lee en cualquier momento hasta el siguiente aviso: cada fecha lleva su
# palabra, y de ninguna se dice si ha pasado o está por venir.

faq-title = Preguntas y respuestas sobre el cierre de la tienda en línea de { $brand }
faq-correction = ¿Qué fecha ha cambiado?
faq-close = ¿Cuándo cierra la tienda en línea?
faq-close-answer = { $word ->
    [before] Último uso de la tienda en línea ({ $site }): { $when }, es decir, hasta las { $last-time } del { $last-day } ({ $zone }).
    [from] La tienda en línea ({ $site }) estará cerrada { $when }; puede utilizarse hasta las { $last-time } del { $last-day } ({ $zone }).
   *[other] La tienda en línea ({ $site }) cierra { $when }; puede utilizarse hasta las { $last-time } del { $last-day } ({ $zone }).
}
faq-order = ¿Puedo hacer pedidos todavía?
faq-order-answer = { $word ->
    [before] Últimos pedidos en la tienda en línea de { $brand }: { $when } ({ $zone }).
    [from] Sin nuevos pedidos en la tienda en línea de { $brand } { $when } ({ $zone }). Hasta entonces puede hacer pedidos.
   *[other] Los pedidos en la tienda en línea de { $brand } terminan { $when } ({ $zone }). Hasta entonces puede hacer pedidos.
}
faq-order-ended = No, ya no se pueden hacer pedidos en la tienda en línea de { $brand }.
faq-where = ¿Dónde encuentro lo que sustituye a la tienda?
faq-action = ¿Tengo que hacer algo?
faq-action-answer = Si hay algo que hacer, se indica aquí en cada respuesta.
faq-accounts = ¿Qué ocurre con mi cuenta?
faq-orders = ¿Qué ocurre con mis pedidos anteriores?
faq-open-orders = ¿Qué ocurre con un pedido que está en camino?
faq-returns = ¿Puedo devolver algo todavía?
faq-after-sales = ¿Quién hace las reparaciones y qué pasa con mi garantía?
faq-logistics = ¿Qué ocurre con el historial de mis entregas?
faq-feedback = ¿Qué ocurre con las reseñas y los comentarios que he escrito?
faq-loyalty-points = ¿Qué ocurre con mis puntos?
faq-coupons = ¿Qué ocurre con mis cupones?
faq-stored-value = ¿Qué ocurre con mis tarjetas regalo y mi saldo?
faq-addresses = ¿Qué ocurre con mis direcciones guardadas?
faq-consent = ¿Qué ocurre con mis suscripciones y preferencias de privacidad?
faq-customer-service = ¿Quién me atiende como cliente?
faq-catalogue = ¿Qué ocurre con los productos?
faq-service = ¿Qué ocurre con esto: { $service }?
faq-app = ¿Qué ocurre con la aplicación { $app }?
faq-dates = ¿Qué fechas hay?
faq-genuine = ¿Es auténtico este mensaje?
faq-data = ¿Quién es responsable de mis datos personales?
faq-rights = ¿Cambian mis derechos legales?
faq-no-advice = Atención al cliente no puede prestar asesoramiento jurídico.
faq-brand = ¿Qué ocurre con la marca { $brand }?
faq-untouched = ¿A quién no le afecta?
faq-contact = ¿Dónde puedo preguntar?

# Una fecha, y cuándo es.
faq-row = { $what } – { $when }

macro-greeting = Buenos días:
macro-lead = Gracias por su mensaje sobre el cierre de la tienda en línea de { $brand } ({ $site }). { $successor } toma el relevo.
macro-lead-alone = Gracias por su mensaje sobre el cierre de la tienda en línea de { $brand } ({ $site }).
macro-correction = Esto ha cambiado desde nuestro primer mensaje:
macro-dates = Estas son las fechas:
