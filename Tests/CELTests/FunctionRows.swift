/// Functions, fields, macros, times.
enum FunctionRows {
    typealias Row = ConformanceTests.Row

    static let all = fields + macros + text + conversions + times

    static let fields = [
        Row("[1, 2, 3][1]", "2"), Row("[1][1]", "!indexOutOfBounds"), Row("[1][-1]", "!indexOutOfBounds"), Row("[1][dyn(0.0)]", "1"),
        Row("[1][dyn(0u)]", "1"), Row("[1][dyn(0.5)]", "!indexOutOfBounds"), Row("[1]['a']", "?type"), Row("[1][dyn('a')]", "!noMatchingOverload"),
        Row("{'a': 1}['a']", "1"), Row("{'a': 1}.a", "1"), Row("{'a': 1}.b", "!noSuchKey"), Row("{'a': 1}['b']", "!noSuchKey"),
        Row("{1: 'x'}[dyn(1.0)]", #""x""#), Row("{1: 'x'}['a']", "?type"), Row("{'a': {'b': [5]}}.a.b[0]", "5"), Row("'abc'[0]", "?type"),
        Row("tokens.a", "?type"), Row("dyn(1).a", "!noMatchingOverload"), Row("headers['x-tier']", #""gold""#), Row("headers.accept", #""*/*""#),
        Row("headers.nothing", "!noSuchKey"), Row("has(headers.accept)", "true"), Row("has(headers.nothing)", "false"), Row("has({'a': 1}.a)", "true"),
        Row("has({'a': null}.a)", "true"), Row("has(request.user)", "false"), Row("has(request.tools)", "true"), Row("request.tools", "2"),
        Row("request.limits.tokens", "64"), Row("request.user", "!absent"), Row("request.nothing", "?unknownName"), Row("has(request.nothing)", "?unknownName"),
        Row("has(task)", "?arguments"), Row("has(1, 2)", "?arguments"), Row("messages[0].role", #""system""#), Row("messages[1].text", "!absent"),
        Row("has(messages[1].text)", "false"), Row("has(messages[0].text)", "true"), Row("has(dyn(messages[0]).nothing)", "!noSuchKey"),
        Row(".task", #""code""#), Row("nothing", "?unknownName"),
    ]

    static let macros = [
        Row("[1, 2].all(x, x > 0)", "true"), Row("[1, 2].all(x, x > 1)", "false"), Row("[].all(x, x > 1)", "true"), Row("[1, 2].exists(x, x == 2)", "true"),
        Row("[].exists(x, x == 2)", "false"), Row("[1, 2, 0].exists(x, 4 / x == 2)", "true"), Row("[0, 2].exists(x, 4 / x == 2)", "true"),
        Row("[0, 1].exists(x, 4 / x == 2)", "!divisionByZero"), Row("[0, 2].all(x, 4 / x == 4)", "false"), Row("[0, 4].all(x, 4 / x == 1)", "!divisionByZero"),
        Row("[1, 2, 2].exists_one(x, x == 1)", "true"), Row("[1, 2, 2].exists_one(x, x == 2)", "false"), Row("[].exists_one(x, x == 2)", "false"),
        Row("[0, 2].exists_one(x, 4 / x == 2)", "!divisionByZero"), Row("[1].existsOne(x, x == 1)", "true"), Row("[1, 2, 3].filter(x, x % 2 == 1)", "[1, 3]"),
        Row("[1, 0].filter(x, 1 / x == 1)", "!divisionByZero"), Row("[1, 2].map(x, x * x)", "[1, 4]"), Row("[1, 2, 3].map(x, x > 1, x * 10)", "[20, 30]"),
        Row("[1, 0].map(x, 1 / x)", "!divisionByZero"), Row("{'a': 1, 'b': 2}.map(k, k)", #"["a", "b"]"#), Row("{'a': 1}.all(k, k == 'a')", "true"),
        Row("{'a': 1, 'b': 2}.exists(k, k == 'b')", "true"), Row("{'a': 1, 'b': 2}.filter(k, k != 'a')", #"["b"]"#), Row("{1: 'a'}.exists_one(k, k == 1)", "true"),
        Row("[[1, 2], [3]].exists(l, l.exists(x, x == 3))", "true"), Row("[1, 2].map(x, [3, 4].map(y, x * y))", "[[3, 4], [6, 8]]"),
        Row("[1].all(x, [2].all(x, x == 2) && x == 1)", "true"), Row("['a'].exists(task, task == 'a' && .task == 'code')", "true"),
        Row("tags.exists(t, t == 'batch')", "true"), Row("tags.filter(t, t.startsWith('e'))", #"["eu"]"#), Row("messages.exists(m, m.role == 'user')", "true"),
        Row("messages.map(m, m.role)", #"["system", "user"]"#), Row("dyn([1]).exists(x, x == 1)", "true"), Row("dyn(1).exists(x, true)", "!noMatchingOverload"),
        Row("1.exists(x, true)", "?type"), Row("tokens.exists(x, true)", "?type"), Row("[1].all(x, x)", "?type"), Row("[1].all(1, true)", "?arguments"),
        Row("[1].all(x)", "?arguments"), Row("[1].map(x, 1, 2, 3)", "?arguments"), Row("[1].exists(x, y)", "?unknownName"), Row("[true].all(x, x)", "true"),
    ]

    static let text = [
        Row("size('abc')", "3"), Row("'\u{1F600}e\u{301}'.size()", "3"), Row("size(b'\u{E9}')", "2"), Row("size([1, 2])", "2"), Row("{'a': 1}.size()", "1"),
        Row("size(1)", "?arguments"), Row("size(dyn(1))", "!noMatchingOverload"), Row("'abc'.startsWith('ab')", "true"), Row("'abc'.startsWith('')", "true"),
        Row("'abc'.startsWith('abcd')", "false"), Row("'abc'.endsWith('bc')", "true"), Row("'abc'.endsWith('ab')", "false"), Row("'abc'.contains('b')", "true"),
        Row("'abc'.contains('')", "true"), Row("'aabaaabaaaab'.contains('aaaab')", "true"), Row("'aaaaaaaaaaab'.contains('aaaaaaaaab')", "true"),
        Row("'aaaaaaaaaaac'.contains('aaaaaaaaab')", "false"), Row("'abc'.contains(1)", "?arguments"), Row("'abc'.contains()", "?arguments"), Row("contains('abc', 'b')", "?unknownName"),
        Row("prompt.contains(task)", "false"), Row("prompt.contains('URGENT')", "true"), Row("'aBcÄ'.lowerAscii()", "\"abc\u{C4}\""), Row("'aBcä'.upperAscii()", "\"ABC\u{E4}\""),
        Row("'hubba'.matches('ubb')", "true"), Row("matches('hubba', '^ubb')", "false"), Row("'abcd'.matches('bc')", "true"), Row("'grey'.matches('gr(a|e)y')", "true"),
        Row("'banana'.matches('ba(na)*')", "true"), Row("'mañana'.matches('a+ñ+a+')", "true"), Row("''.matches('')", "true"), Row("'a'.matches('(')", "?pattern"),
        Row("'a'.matches('(?=a)')", "?pattern"), Row("'a'.matches(dyn('('))", "!badPattern"), Row("prompt.matches(task)", "false"), Row("prompt.matches('(?i)urgent')", "true"),
        Row("task.matches('c' + 'o')", "true"), Row("task.matches('c' + '(')", "!badPattern"),
    ]

    static let conversions = [
        Row("int('-42')", "-42"), Row("int('4x')", "!badConversion"), Row("int(1.9)", "1"), Row("int(-7.9)", "-7"), Row("int(9223372036854775807.0)", "!badConversion"),
        Row("int(-9223372036854775808.0)", "!badConversion"), Row("int(1e99)", "!badConversion"), Row("int(42u)", "42"), Row("int(18446744073709551615u)", "!badConversion"),
        Row("int(timestamp('2004-09-16T23:59:59Z'))", "1095379199"), Row("int(true)", "?arguments"), Row("int(dyn(true))", "!noMatchingOverload"), Row("int(0.0 / 0.0)", "!badConversion"),
        Row("uint(5)", "5u"), Row("uint(-1)", "!badConversion"), Row("uint('300')", "300u"), Row("uint('-1')", "!badConversion"), Row("uint(25.5)", "25u"), Row("uint(6.022e23)", "!badConversion"),
        Row("double(3)", "3.0"), Row("double('-5.43e-21')", "-5.43e-21"), Row("double('0x10')", "!badConversion"), Row("double('abc')", "!badConversion"), Row("double('1e999')", "!badConversion"),
        Row("double(18446744073709551615u) == 1.8446744073709552e19", "true"), Row("string(123)", #""123""#), Row("string(7u)", #""7""#), Row("string(123.456)", #""123.456""#), Row("string(-4.5e-3)", #""-0.0045""#),
        Row("string(2.0)", #""2""#), Row("string(true)", #""true""#), Row("string(b'abc')", #""abc""#), Row(#"string(b"\000\xff")"#, "!badConversion"), Row("string('a')", #""a""#),
        Row("bytes('abc') == b'abc'", "true"), Row("bool('true')", "true"), Row("bool('F')", "false"), Row("bool('1')", "true"), Row("bool('TrUe')", "!badConversion"), Row("bool(true)", "true"),
        Row("type(1)", "?unsupported"), Row("dyn(5)", "5"),
    ]

    private static let moment = "timestamp('2009-02-13T23:31:30.123456789Z')"

    static let times = [
        Row("string(\(moment))", #""2009-02-13T23:31:30.123456789Z""#), Row("string(timestamp('2009-02-14T01:31:30+02:00'))", #""2009-02-13T23:31:30Z""#),
        Row("\(moment).getFullYear()", "2009"), Row("\(moment).getMonth()", "1"), Row("\(moment).getDate()", "13"), Row("\(moment).getDayOfMonth()", "12"),
        Row("\(moment).getDayOfWeek()", "5"), Row("\(moment).getDayOfYear()", "43"), Row("\(moment).getHours()", "23"), Row("\(moment).getMinutes()", "31"),
        Row("\(moment).getSeconds()", "30"), Row("\(moment).getMilliseconds()", "123"), Row("\(moment).getHours('02:00')", "1"), Row("\(moment).getDate('+02:00')", "14"),
        Row("\(moment).getDayOfMonth('+11:00')", "13"), Row("timestamp('2009-02-13T02:00:00Z').getDayOfMonth('-02:30')", "11"), Row("\(moment).getFullYear('-09:30')", "2009"),
        Row("\(moment).getMonth('UTC')", "1"), Row("\(moment).getHours('Europe/Berlin')", "?unsupported"), Row("\(moment).getHours(dyn('Europe/Berlin'))", "!badConversion"),
        Row("\(moment).getHours(task)", "!badConversion"), Row("timestamp('2009-02-13')", "?literal"), Row("timestamp('2023-02-29T00:00:00Z')", "?literal"), Row("timestamp('2024-02-29T00:00:00Z').getDayOfYear()", "59"),
        Row("timestamp('0000-01-01T00:00:00Z')", "?literal"), Row("timestamp(dyn('0000-01-01T00:00:00Z'))", "!badConversion"), Row("timestamp(253402300800)", "!badConversion"), Row("timestamp(-62135596801)", "!badConversion"),
        Row("string(timestamp(-62135596800))", #""0001-01-01T00:00:00Z""#), Row("timestamp('1969-12-31T23:59:59.5Z').getSeconds()", "59"), Row("timestamp('1969-12-28T00:00:00Z').getDayOfWeek()", "0"),
        Row("timestamp('2009-02-13T23:00:00Z') + duration('240s') == timestamp('2009-02-13T23:04:00Z')", "true"), Row("duration('2m') + timestamp('2009-02-13T23:01:00Z') == timestamp('2009-02-13T23:03:00Z')", "true"),
        Row("timestamp('2009-02-13T23:10:00Z') - duration('600s') == timestamp('2009-02-13T23:00:00Z')", "true"), Row("string(timestamp('2009-02-13T23:31:00Z') - timestamp('2009-02-13T23:29:00Z'))", #""120s""#),
        Row("timestamp('9999-12-31T23:59:59Z') + duration('1s')", "!overflow"), Row("timestamp('0001-01-01T00:00:00Z') - duration('1ns')", "!overflow"), Row("timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z')", "!overflow"),
        Row("string(timestamp('0001-01-01T00:00:01.000000001Z') + duration('-999999999ns'))", #""0001-01-01T00:00:00.000000002Z""#),
        Row("timestamp('2000-01-01T00:00:00Z') < timestamp('2000-01-01T00:00:00.1Z')", "true"), Row("string(duration('1h30m'))", #""5400s""#), Row("string(duration('-1.5s'))", #""-1.5s""#),
        Row("string(duration('1us2ns'))", #""0.000001002s""#), Row("duration('1.5h') == duration('90m')", "true"), Row("duration('0') == duration('0s')", "true"), Row("duration('1')", "?literal"), Row("duration('1x')", "?literal"),
        Row("duration('320000000000s')", "?literal"), Row("duration(dyn('320000000000s'))", "!badConversion"), Row("duration('200s') < duration('1h')", "true"), Row("duration('3730s').getMinutes()", "62"), Row("duration('10000s').getHours()", "2"),
        Row("duration('3730s').getSeconds()", "3730"), Row("duration('123.321456789s').getMilliseconds()", "321"), Row("duration('1s').getDate()", "?arguments"), Row("string(duration('600s') + duration('50s'))", #""650s""#),
        Row("string(duration('900s') - duration('42s'))", #""858s""#), Row("duration('200000h') * 2", "?type"), Row("duration('2000000h') + duration('2000000h')", "!overflow"), Row("now.getHours('-05:00')", "17"), Row("now.getDayOfWeek() in [1, 2, 3, 4, 5]", "true"),
        Row("timestamp(1e9)", "?arguments"), Row("duration(90) == duration('90s')", "true"), Row("now > timestamp('2024-01-01T00:00:00Z')", "true"), Row("now + 1", "?type"),
    ]
}
