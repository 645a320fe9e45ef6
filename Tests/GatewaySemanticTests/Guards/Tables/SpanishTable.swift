/// Spanish pairs: `-` must be refused, `+` must not.
enum SpanishTable {
    static let rows = """
        - ¿Cuál es la capital de Francia? | ¿Cuál es la capital de Alemania?
        - ¿Cómo activo mi cuenta? | ¿Cómo desactivo mi cuenta?
        - ¿Cómo ir de Madrid a Sevilla? | ¿Cómo ir de Sevilla a Madrid?
        - ¿Cuántos metros hay en 5 kilómetros? | ¿Cuántos metros hay en 6 kilómetros?
        - ¿Qué puedo comprar con 50 euros? | ¿Qué puedo comprar con 50 dólares?
        - ¿Qué puedo comprar con treinta euros? | ¿Qué puedo comprar con trece euros?
        - ¿Cuánto es cuarenta y dos más uno? | ¿Cuánto es cuarenta y tres más uno?
        - ¿Qué pasó el 5 de enero de 1990? | ¿Qué pasó el 5 de febrero de 1990?
        - ¿Está abierta la tienda el lunes? | ¿Está abierta la tienda el martes?
        - ¿El tren sale a las 17:30? | ¿El tren sale a las 18:30?
        - ¿Puedo fumar aquí? | ¿No puedo fumar aquí?
        - ¿Puedo viajar con visado? | ¿Puedo viajar sin visado?
        - ¿Debo comprar esta acción? | ¿Debo vender esta acción?
        - ¿Qué comer antes de correr? | ¿Qué comer después de correr?
        - ¿Cómo aumentar la presión? | ¿Cómo disminuir la presión?
        - ¿Cómo enciendo la luz? | ¿Cómo apago la luz?
        - ¿Cuál es el planeta más grande? | ¿Cuál es el planeta más pequeño?
        - ¿Qué país tiene más habitantes? | ¿Qué país tiene menos habitantes?
        - ¿Todos los pájaros vuelan? | ¿Algunos pájaros vuelan?
        - ¿Está siempre abierto? | ¿Está a veces abierto?
        - Traduce hola al inglés | Traduce hola al alemán
        - ¿Cómo se dice gracias en francés? | ¿Cómo se dice gracias en italiano?
        - ¿Quién escribió Rayuela? | ¿Quién escribió Ficciones?
        - ¿Cuándo se construyó el puente? | ¿Por qué se construyó el puente?
        - ¿Dónde vive el presidente? | ¿Quién es el presidente?
        - ¿Es legal? | ¿Es ilegal?
        - ¿Cómo instalo el controlador? | ¿Cómo desinstalo el controlador?
        - ¿Qué hace el archivo config.yaml? | ¿Qué hace el archivo settings.yaml?
        - Abre https://example.com/uno | Abre https://example.com/dos
        - ¿Qué significa «tomar el pelo»? | ¿Qué significa «meter la pata»?
        - ¿Es un perro más rápido que un caballo? | ¿Es un caballo más rápido que un perro?
        - ¿Es bueno el café? | ¿Es bueno el té?
        - ¿Qué tiempo hace hoy? | ¿Qué tiempo hizo ayer?
        - ¿Cómo instalo Python 3.11? | ¿Cómo instalo Python 3.12?
        - ¿Es gratis? | ¿Es de pago?
        - ¿Qué edad tiene mi padre? | ¿Qué edad tiene mi madre?
        - La primera guerra mundial | La segunda guerra mundial
        - ¿Dónde giro a la izquierda? | ¿Dónde giro a la derecha?
        - ¿Cómo importar datos? | ¿Cómo exportar datos?
        - ¿Cómo abro la puerta? | ¿Cómo cierro la puerta?
        - ¿Dónde está el hermano de mi amigo? | ¿Dónde está el amigo de mi hermano?
        + ¿Cuál es la capital de Francia? | cual es la capital de francia
        + ¿Qué cuesta un billete de treinta y cinco euros? | ¿Qué cuesta un billete de 35 €?
        + ¿Cuánto es 1.000 más 1? | ¿Cuánto es 1000 más 1?
        + ¿Cuál es la diferencia entre un gato y un perro? | ¿Cuál es la diferencia entre un perro y un gato?
        + ¿Qué pasó el 5 de enero de 1990? | ¿Qué pasó el 5 enero 1990?
        + ¿Cómo puedo restablecer mi contraseña? | ¿Cómo restablezco mi contraseña?
        + ¿Cómo compro un coche? | ¿Cómo comprar un auto?
        + ¿Por qué no hay nadie? | ¿por que no hay nadie?
        + No quiero nada | no quiero nada nunca
        + ¿Cuál es la mejor película? | ¿Qué película es la mejor?
        + Explica la fotosíntesis por favor | Por favor explica la fotosíntesis
        + ¿Cuánto cuesta un pasaporte? | ¿Cuál es el costo de un pasaporte?
        """
}
