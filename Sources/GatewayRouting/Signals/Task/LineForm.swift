/// What one line looks like: code, an option, a bullet, a turn of a dialogue, a table row.
struct LineForm {
    var isCode = false
    var isStrongCode = false
    var isTrace = false
    var isSignature = false
    var isOption = false
    var isBullet = false
    var isDialog = false
    var isTable = false
    var isJSON = false
    var isFence = false
    /// Where the words begin, behind the mark of an option or bullet.
    var content: Int

    init(_ text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) {
        var first = start
        while first < end, text[first] == 0x20 || text[first] == 0x09 { first += 1 }
        self.content = first
        guard first < end else { return }
        let line = UnsafeBufferPointer(rebasing: text[first..<end])
        if Self.starts(line, "```") {
            self.isFence = true
            return
        }
        self.readMark(line, at: first)
        self.readSymbols(line)
        if Self.strongStarts.contains(where: { Self.starts(line, $0) }), !Self.isProse(line) {
            self.isStrongCode = true
            self.isCode = true
        }
        self.isSignature = Self.signatures.contains { Self.starts(line, $0) } && line.contains(0x28)
        self.isTrace = Self.traces.contains { Self.starts(line, $0) }
    }

    private static let strongStarts: [StaticString] = [
        "def ", "import ", "#include", "public class", "public static", "private ", "func ", "fn ", "const ",
        "return ", "console.log", "System.out", "SELECT ", "INSERT INTO", "CREATE TABLE", "<html", "<!DOCTYPE",
        "<div", "</", "using namespace", "package main", "#!/", "async def", "@app.", "elif ", "assert ", ">>> ",
        "function ", "export ", "let ", "var ", "struct ", "class ", "public ", "if (", "for (", "while (", "} else",
        "docker ", "npm ", "pip install", "git ", "FROM ", "print(", "printf(", "int main", "void ", "static ",
    ]
    private static let signatures: [StaticString] = [
        "def ", "async def", "function ", "func ", "fn ", "public ", "static ", "private ", "int ", "void ", "bool ",
        "double ", "string ", "pub fn", "fun ", "sub ", "export function", "template", "const ",
    ]
    private static let traces: [StaticString] = [
        "Traceback (most", "File \"", "Exception in thread", "at java.", "Caused by:", "panic:", "goroutine ",
        "TypeError:", "ValueError:", "KeyError:", "SyntaxError:", "NameError:", "error[E", "Segmentation fault",
        "Error: ", "error: ", "fatal: ", "npm ERR!", "AttributeError:", "ImportError:", "ModuleNotFoundError:",
        "IndexError:", "Unhandled exception", "java.lang.", "ReferenceError:", "RuntimeError:",
    ]

    /// Whether the line begins with ASCII letters.
    @inline(__always)
    static func starts(_ line: UnsafeBufferPointer<UInt8>, _ prefix: StaticString) -> Bool {
        let length = prefix.utf8CodeUnitCount
        guard line.count >= length, line[0] == prefix.utf8Start[0] else { return false }
        for offset in 1..<length where line[offset] != prefix.utf8Start[offset] { return false }
        return true
    }

    /// A sentence that begins with a word that commands and programs begin with, too: `docker compose says that ...`.
    private static func isProse(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        var spaces = 0
        for index in line.indices {
            switch line[index] {
            case 0x20: spaces += 1
            case 0x28, 0x29, 0x3B, 0x3D, 0x7B, 0x7D, 0x5B, 0x5F, 0x2F, 0x24, 0x3C, 0x3E, 0x2A: return false
            case 0x2D: if index > 0, line[index - 1] == 0x20 { return false }
            default: break
            }
        }
        return spaces >= 6
    }

    private mutating func readMark(_ line: UnsafeBufferPointer<UInt8>, at first: Int) {
        let byte = line[0]
        if byte == 0x2D || byte == 0x2A, line.count > 1, line[1] == 0x20 {
            self.isBullet = true
            self.content = first + 2
            // "- A: gain weight" is an option in a list.
            if line.count > 4, Self.isOptionLetter(line[2]), Self.closesMark(line[3]), line[4] == 0x20 {
                self.isOption = true
                self.content = first + 5
            }
            return
        }
        if line.count > 3, byte == 0xE2, line[1] == 0x80, line[2] == 0xA2 {
            self.isBullet = true
            self.content = first + 3
            return
        }
        let opened = byte == 0x28 ? 1 : 0
        guard line.count > opened + 2 else { return }
        let mark = line[opened]
        var close = opened + 1
        if mark >= 0x31, mark <= 0x39, line[close] >= 0x30, line[close] <= 0x39 { close += 1 }
        guard line.count > close + 1, Self.closesMark(line[close]) else { return }
        let spaced = line[close + 1] == 0x20 || opened == 1
        if Self.isOptionLetter(mark), close == opened + 1, spaced || line[close] == 0x29 || mark < 0x61 {
            self.isOption = true
            self.content = first + close + 1
        } else if mark >= 0x30, mark <= 0x39, spaced, line[close] != 0x3A {
            self.isBullet = true
            self.content = first + close + 1
        }
    }

    private static func isOptionLetter(_ byte: UInt8) -> Bool {
        byte >= 0x41 && byte <= 0x4A || byte >= 0x61 && byte <= 0x68
    }

    private static func closesMark(_ byte: UInt8) -> Bool { byte == 0x29 || byte == 0x2E || byte == 0x3A }

    private mutating func readSymbols(_ line: UnsafeBufferPointer<UInt8>) {
        var symbols = 0
        var bars = 0
        var backslashes = 0
        var keyColons = 0
        var colon = -1
        var spaces = 0
        var index = 0
        while index < line.count {
            switch line[index] {
            case 0x7B, 0x7D, 0x3B, 0x3D, 0x3C, 0x3E, 0x28, 0x29, 0x5B, 0x5D, 0x5F: symbols += 1
            case 0x7C, 0x09: bars += 1
            case 0x5C, 0x24: backslashes += 1
            case 0x20: if colon < 0 { spaces += 1 }
            case 0x3A:
                if index > 0, line[index - 1] == 0x22 { keyColons += 1 }
                if colon < 0 { colon = index }
            default: break
            }
            index += 1
        }
        self.isTable = bars >= 2
        self.isJSON = keyColons > 0 && (line[0] == 0x7B || line[0] == 0x22 || line[0] == 0x5B)
        self.isDialog = colon > 0 && colon < 24 && spaces <= 1 && colon + 2 < line.count && line[0] >= 0x41
        let last = line[line.count - 1]
        let closed = last == 0x7B || last == 0x7D || last == 0x3B || (last == 0x3A && line.count > 1 && symbols > 1)
        if backslashes < 2, symbols >= 4 && symbols * 8 >= line.count || closed && symbols >= 1 && !self.isOption {
            self.isCode = true
        }
    }
}
