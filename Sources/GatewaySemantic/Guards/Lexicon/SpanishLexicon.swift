/// Spanish word lists.
enum SpanishLexicon {
    static let source = LexiconSource(
        languages: [.spanish],
        forms: Self.forms,
        marked: [
            (Self.articles, [.stop, .article]), (Self.auxiliaries, [.stop, .auxiliary]), (Self.pronouns, [.stop]),
            (Self.persons, [.stop, .person]), (Self.prepositions, [.stop]), (Self.fillers, [.stop, .filler]),
            ("hacia a al por que sobre hasta", [.stop, .relation]), ("desde de del", [.stop, .relation, .origin]),
            ("por", [.agent]), ("y e o u versus vs &", [.stop, .conjunction]),
            ("no sin nunca jamas ni tampoco", [.stop, .negation]),
            ("nunca jamas ni nada nadie ninguno ninguna ningun tampoco", [.stop, .negation, .concord]),
            ("en con sin sobre bajo para durante entre dentro antes despues", [.stop, .place]),
            ("dentro fuera arriba abajo adentro afuera", [.direction]),
            ("si cuando porque ya mientras aunque antes despues", [.stop, .clause]),
            ("de del para", [.genitive]),
            (
                "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre",
                [.calendar]
            ),
            ("lunes martes miercoles jueves viernes sabado domingo", [.calendar]),
            ("ahora rapidamente facilmente gratis pronto hoy online", [.movable]),
            ("senor senora senorita sr sra dr doctor presidente rey ministro", [.title]),
            ("todo todos toda todas cada algunos algunas varios muchos muchas pocos pocas solo", [.stop, .quantifier]),
            ("bueno buena mejor mejores importante posible necesario", [.free]),
        ],
        questions: Self.questions,
        numerals: [
            (Self.cardinals, .cardinal), (Self.ordinals, .ordinal),
            ("cien=100 ciento=100 mil=1000 millon=1000000 millones=1000000", .scale),
            (Self.months, .none),
        ],
        units: [
            (Self.units, [.unit]),
            ("pound libras_esterlinas\nyen yenes\ndollar dolar dolares\ncent centavo centavos", [.unit, .currency]),
        ],
        axes: [
            (Self.opposites, .opposites), (Self.quantifiers, .quantifiers), (Self.times, .dates),
            (
                Self.personAxes,
                .persons
            ),
        ],
        synonyms: Self.synonyms,
        names: Self.names
    )

    private static let articles =
        "el la los las un una unos unas lo este esta estos estas ese esa esos esas aquel aquella al del"

    private static let auxiliaries = """
        es son soy eres somos era eran fue fueron ser sera seran seria estar esta estan estoy estamos estaba estaban
        ha he
        has han hemos habia haber hay puedo puede puedes podemos pueden poder podria debo debe debes debemos deben deber
        deberia quiero quiere quieres querer quisiera tengo tiene tienes tener tenemos tienen hacer hace hago haces
        voy va
        vas vamos van ir
        """

    private static let pronouns = "que quien se esto eso ello alguien algo aqui alli ahi cual cosa cosas"

    private static let persons = """
        yo me mi mis mio mia tu te ti tus tuyo tuya el ella le les su sus suyo suya nosotros nos nuestro nuestra
        nuestros
        nuestras usted ustedes vosotros os vuestro vuestra ellos ellas
        """

    private static let prepositions = """
        a ante bajo con contra de desde durante en entre hacia hasta para por segun sin sobre tras como cuando donde si
        pero sino porque pues entonces asi tambien muy mas menos ya que y o
        """

    private static let fillers = """
        por_favor favor gracias hola realmente solo simplemente bien aun todavia exactamente quizas si vale explica
        explicame explicar
        dime decir decirme saber sabes sabe posible manera forma modo
        """

    private static let questions = """
        what que
        which cual cuales
        who quien quienes
        when cuando
        where donde adonde
        why por_que
        how como
        howMany cuantos cuantas
        howMuch cuanto cuanta
        howLong cuanto_tiempo
        howOften con_que_frecuencia cada_cuanto
        howOld que_edad
        """

    private static let cardinals = """
        cero=0 un=1 uno=1 una=1 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12
        trece=13 catorce=14 quince=15 dieciseis=16 diecisiete=17 dieciocho=18 diecinueve=19 veinte=20 veintiuno=21
        veintiun=21 veintidos=22 veintitres=23 veinticuatro=24 veinticinco=25 veintiseis=26 veintisiete=27 veintiocho=28
        veintinueve=29 treinta=30 cuarenta=40 cincuenta=50 sesenta=60 setenta=70 ochenta=80 noventa=90 doscientos=200
        doscientas=200 trescientos=300 trescientas=300 cuatrocientos=400 quinientos=500 quinientas=500 seiscientos=600
        setecientos=700 ochocientos=800 novecientos=900 docena=12
        """

    private static let ordinals = """
        primero=1 primera=1 primer=1 segundo=2 segunda=2 tercero=3 tercera=3 tercer=3 cuarto=4 cuarta=4 quinto=5
        quinta=5
        sexto=6 sexta=6 septimo=7 septima=7 octavo=8 octava=8 noveno=9 novena=9 decimo=10 decima=10
        """

    private static let months = """
        enero=1 febrero=2 marzo=3 abril=4 mayo=5 junio=6 julio=7 agosto=8 septiembre=9 setiembre=9 octubre=10
        noviembre=11 diciembre=12
        """

    private static let units = """
        second segundo segundos
        minute minuto minutos
        hour hora horas
        day dia dias
        week semana semanas
        month mes meses
        year ano anos año años
        mile milla millas
        kilometre kilometro kilometros
        metre metro metros
        centimetre centimetro centimetros
        gram gramo gramos
        kilogram kilogramo kilogramos
        tonne tonelada toneladas
        litre litro litros
        degree grado grados
        pound-weight libra libras
        foot pie pies
        inch pulgada pulgadas
        """

    private static let quantifiers = """
        todo todos toda todas cada | algunos algunas unos varios varias | ningun ninguno ninguna
        muchos muchas mucho mucha | pocos pocas poco poca
        mayoria | minoria
        mas | menos
        siempre | nunca jamas | a_veces | raramente | frecuentemente
        minimo minima | maximo maxima | promedio media
        completamente totalmente | parcialmente
        ambos ambas | ninguno
        """

    private static let times = """
        hoy | manana | ayer
        tarde | noche | mediodia | medianoche
        diario diariamente | semanal semanalmente | mensual mensualmente | anual anualmente
        primavera | verano | otono | invierno
        antes previamente | despues luego | durante
        temprano | tarde
        ultimo ultima pasado pasada | proximo proxima siguiente
        hasta | desde
        era eran fue fueron | sera seran
        ahora actualmente | mas_tarde | antiguamente
        amanecer | atardecer anochecer
        nacimiento nacio nacer | muerte murio morir fallecio
        """

    private static let personAxes = """
        ella | el
        mi mis | tu tus su sus
        """

    private static let opposites = """
        activar habilitar permitir encender | desactivar deshabilitar prohibir apagar
        comprar compra | vender venta
        comprador | vendedor
        abrir abierto abierta apertura | cerrar cerrado cerrada cierre
        empezar comenzar iniciar inicio comienzo | terminar acabar finalizar parar detener fin final
        aumentar incrementar subir mejorar aumento elevar | disminuir reducir bajar reduccion empeorar
        ganar ganancia victoria ganador engordar | perder perdida derrota perdedor adelgazar
        exito exitoso aprobar | fracaso fracasar suspender reprobar
        anadir agregar sumar insertar suma | eliminar borrar quitar restar resta
        multiplicar multiplicacion | dividir division
        instalar | desinstalar
        suscribir suscripcion | cancelar baja desuscribir
        subir cargar | bajar descargar
        importar importacion | exportar exportacion
        enviar mandar | recibir
        remitente | destinatario
        dar | tomar recibir quitar
        prestar | pedir_prestado
        alquilar | comprar
        depositar deposito | retirar retiro
        contratar | despedir
        empleador empleadora | empleado empleada
        entrar entrada | salir salida
        llegar llegada | partir salida
        venir | ir
        subir ascender | bajar descender
        cifrar encriptar | descifrar desencriptar
        conectar | desconectar
        comprimir | descomprimir
        bloquear | desbloquear
        mostrar | ocultar esconder
        calentar | enfriar
        aceptar | rechazar
        amar querer | odiar
        amigo | enemigo
        atacar ataque | defender defensa
        aprender | ensenar
        alumno estudiante | profesor maestro
        preguntar pregunta | responder respuesta
        leer lectura | escribir escritura
        hablar | escuchar
        encontrar | perder
        ahorrar | gastar
        ingreso ingresos | gasto gastos
        oferta | demanda
        despertar | dormir
        reir | llorar
        casar casarse matrimonio boda | divorciar divorcio
        vivir vida vivo viva | morir muerte muerto muerta
        bueno buena buen mejor mejores bien | malo mala mal peor peores
        positivo positiva | negativo negativa
        verdadero verdadera correcto correcta cierto | falso falsa incorrecto incorrecta
        derecha derecho | izquierda izquierdo
        alto alta altos altas | bajo baja bajos bajas
        grande grandes gran | pequeno pequena pequenos
        largo larga | corto corta
        ancho ancha | estrecho estrecha
        grueso gruesa gordo gorda | delgado delgada flaco fino
        pesado pesada | ligero ligera liviano
        caliente calor calido | frio fria
        mojado humedo | seco seca
        duro dura | blando blanda suave
        dificil | facil
        rapido rapida rapidamente | lento lenta lentamente
        nuevo nueva reciente | viejo vieja antiguo antigua
        joven jovenes | viejo vieja anciano mayor
        rico rica | pobre
        barato barata economico | caro cara costoso
        fuerte | debil
        seguro segura | peligroso peligrosa inseguro
        legal | ilegal
        sano sana saludable | enfermo enferma insalubre
        limpio limpia | sucio sucia
        lleno llena | vacio vacia
        publico publica | privado privada
        interior interno interna | exterior externo externa
        ruidoso | silencioso
        claro clara | oscuro oscura
        negro negra | blanco blanca
        bonito bonita hermoso bello guapo | feo fea
        feliz alegre | triste infeliz
        inteligente listo | tonto estupido
        gratis gratuito gratuita | pago pagado
        masculino macho | femenino hembra
        hombre hombres | mujer mujeres
        nino | nina
        padre papa | madre mama
        hermano | hermana
        hijo | hija
        ninos nino | adulto adultos padres
        rey | reina
        casado casada | soltero soltera
        igual mismo misma | diferente distinto distinta
        ventaja ventajas | desventaja desventajas inconveniente inconvenientes
        semejanza semejanzas similitud similitudes | diferencia diferencias
        causa causas | efecto efectos consecuencia consecuencias
        guerra | paz
        salud | enfermedad
        primero primera primer | ultimo ultima
        encima arriba superior | debajo abajo inferior
        delante adelante | detras atras
        ascendente creciente | descendente decreciente
        cerca cercano | lejos lejano
        norte | sur | este | oeste
        dia | noche
        sol | luna
        perro perros | gato gatos | caballo | pajaro | pez pescado | vaca | raton | cerdo
        rojo roja | verde | azul | amarillo amarilla | negro | blanco | gris | rosa | morado | marron
        manzana | pera | platano banana | cereza | naranja | uva | limon | fresa
        futbol | baloncesto | tenis | voleibol | rugby | natacion | golf | beisbol
        cafe | te | cerveza | vino | leche | jugo zumo | agua
        arroz | pasta | pan | patatas papas
        desayuno | almuerzo comida | cena
        coche carro auto | bicicleta | autobus | tren | avion | moto | barco
        fisica | quimica | biologia | matematicas | historia | geografia | filosofia
        montana | rio | lago | mar | isla | bosque
        con | sin
        desde | hacia
        sobre | bajo
        """

    private static let forms = """
        comprado=comprar vendido=vender abierto=abrir hecho=hacer visto=ver escrito=escribir dicho=decir puesto=poner
        muerto=morir vuelto=volver pierdo=perder pierde=perder pierden=perder encuentro=encontrar encuentra=encontrar
        empieza=empezar empiezo=empezar empiezan=empezar comienza=comenzar cuesta=costar cuestan=costar
        juego=jugar juega=jugar cierro=cerrar cierra=cerrar cierran=cerrar
        consigo=conseguir consigue=conseguir funciona=funcionar funcionan=funcionar veces=vez luces=luz
        restablezco=restablecer mejores=mejor peores=peor dieron=dar dio=dar
        """

    private static let synonyms = """
        bueno mejor ideal optimo excelente
        pelicula film
        comprar adquirir
        coche auto carro vehiculo
        telefono movil celular smartphone
        ordenador computadora pc
        portatil laptop
        foto imagen fotografia
        crear hacer construir fabricar
        obtener conseguir recibir tener
        encontrar buscar hallar
        arreglar reparar solucionar resolver
        eliminar borrar quitar
        empezar comenzar iniciar
        terminar acabar finalizar
        grande enorme
        pequeno diminuto
        rapido rapidamente
        trabajo empleo puesto
        aprender estudiar
        dinero efectivo
        salario sueldo
        coste costo costar precio valer
        aumentar subir incrementar mejorar
        disminuir reducir bajar
        perder bajar
        razon causa motivo
        importante esencial
        opinion parecer
        consejo truco
        lugar sitio
        casa vivienda hogar
        tienda comercio
        internet web
        correo email mail
        aplicacion app programa software
        metodo manera forma modo
        pasar ocurrir suceder
        cambiar modificar
        restablecer recuperar restaurar
        contrasena clave
        cuenta perfil
        significar significado definicion
        ejemplo muestra
        vacaciones viaje
        medico doctor
        enfermedad afeccion
        funcionar trabajar
        mostrar ver
        receta preparacion
        preparar cocinar
        ventaja beneficio
        """

    private static let names = """
        espana=espanol=espanola francia=frances=francesa alemania=aleman=alemana italia=italiano=italiana
        portugal=portugues
        inglaterra reino_unido=britanico=gran_bretana irlanda escocia holanda=paises_bajos=holandes belgica=belga
        suiza=suizo
        austria dinamarca suecia=sueco noruega finlandia polonia=polaco hungria rumania grecia=griego turquia=turco
        rusia=ruso ucrania estados_unidos=eeuu=usa=estadounidense=americano canada=canadiense mexico=mexicano=mexicana
        argentina=argentino brasil=brasileno chile=chileno colombia=colombiano peru=peruano venezuela=venezolano ecuador
        bolivia paraguay uruguay cuba=cubano guatemala honduras nicaragua panama costa_rica puerto_rico
        republica_dominicana china=chino japon=japones corea india=indio pakistan indonesia tailandia vietnam australia
        egipto marruecos argelia nigeria kenia sudafrica israel iran irak siria europa=europeo=ue africa asia
        ingles arabe latin catalan vasco gallego
        madrid barcelona valencia sevilla zaragoza malaga murcia palma bilbao alicante cordoba granada toledo salamanca
        paris londres berlin munich hamburgo roma milan venecia napoles lisboa oporto amsterdam bruselas viena praga
        varsovia budapest atenas estambul moscu tokio pekin shanghai nueva_york los_angeles chicago sidney
        buenos_aires bogota lima santiago caracas quito montevideo la_habana ciudad_de_mexico guadalajara monterrey
        medellin
        cataluna andalucia galicia ebro tajo guadalquivir pirineos andes amazonas
        cervantes picasso dali goya lorca borges messi maradona napoleon einstein
        navidad
        """
}
