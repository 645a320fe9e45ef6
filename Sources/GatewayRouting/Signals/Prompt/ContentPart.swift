/// What one element of a message's content is.
enum ContentPartKind: UInt8 {
    case text, image, audio, video, file, other

    /// The kind that a value of `type` names, in the words of the chat and of the responses API.
    init(_ name: UnsafeRawBufferPointer) {
        switch name.count {
        case 4 where name.spells("text"), 7 where name.spells("refusal"), 10 where name.spells("input_text"),
            11 where name.spells("output_text"):
            self = .text
        case 5 where name.spells("image"), 9 where name.spells("image_url"), 11 where name.spells("input_image"):
            self = .image
        case 5 where name.spells("audio"), 9 where name.spells("audio_url"), 11 where name.spells("input_audio"):
            self = .audio
        case 5 where name.spells("video"), 9 where name.spells("video_url"), 11 where name.spells("input_video"):
            self = .video
        case 4 where name.spells("file"), 8 where name.spells("file_url"), 10 where name.spells("input_file"):
            self = .file
        default:
            self = .other
        }
    }
}

/// One element of a message's content, of a prompt or of an input.
struct ContentPart {
    /// What it is; without a `type` a text, if it has one.
    var kind = ContentPartKind.other
    /// What stands between the quotes of its text.
    var text: Range<Int>?
    /// Whether the element is a number, and so a token of a prompt given as such.
    var isNumber = false
    /// Offset after the element.
    var end = 0

    /// Reads the element at the offset.
    init(_ json: JSONWalk, at element: Int) {
        switch json.byte(element) {
        case JSONWalk.quote:
            self.kind = .text
            self.end = json.stringEnd(element)
            self.text = element + 1..<max(element + 1, self.end - 1)
        case JSONWalk.openBrace:
            self.readObject(json, element)
        case 0x2D, 0x30...0x39:
            self.isNumber = true
            self.end = json.skip(element)
        default:
            self.end = json.skip(element)
        }
    }

    private mutating func readObject(_ json: JSONWalk, _ element: Int) {
        var named: ContentPartKind?
        var text: Range<Int>?
        var refusal: Range<Int>?
        self.end = json.members(at: element) { key in
            guard let content = json.content(at: key.value) else {
                let end = json.skip(key.value)
                // A repeated name: the last value counts, and it is none that could be read.
                switch Self.member(json, key) {
                case .type?: named = nil
                case .text?: text = nil
                case .refusal?: refusal = nil
                case nil: break
                }
                return end
            }
            switch Self.member(json, key) {
            case .type?: named = json.spelled(content) { ContentPartKind($0) }
            case .text?: text = content
            case .refusal?: refusal = content
            case nil: break
            }
            return min(content.upperBound + 1, json.count)
        }
        self.kind = named ?? (text == nil ? .other : .text)
        if self.kind == .text { self.text = text ?? refusal }
    }

    private enum Member {
        case type, text, refusal
    }

    private static func member(_ json: JSONWalk, _ key: JSONWalk.Key) -> Member? {
        json.spelled(key.name) { name in
            switch name.count {
            case 4 where name.spells("type"): .type
            case 4 where name.spells("text"): .text
            case 7 where name.spells("refusal"): .refusal
            default: nil
            }
        }
    }
}
