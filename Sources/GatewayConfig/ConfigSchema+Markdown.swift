extension ConfigSchema {
    /// The reference of all keys, as `docs/configuration.md` holds it.
    package static func markdown() -> String {
        var text = Self.introduction
        text += Self.section("Top level", of: Self.root, under: "")
        text += Self.sections(of: Self.root, under: "")
        return text
    }

    private static func sections(of keys: [ConfigKey], under prefix: String) -> String {
        keys.map { key -> String in
            let path = prefix + key.name + key.type.infix
            let inner = key.type.keys
            guard !inner.isEmpty else { return "" }
            return Self.section("`\(path)`", of: inner, under: key.text) + Self.sections(of: inner, under: path + ".")
        }
        .joined()
    }

    private static func section(_ title: String, of keys: [ConfigKey], under text: String) -> String {
        var lines = ["", "## \(title)", ""]
        if !text.isEmpty {
            lines += [text, ""]
        }
        lines += ["| key | value | default | meaning |", "|---|---|---|---|"]
        lines += keys.map { key in
            let absent = key.isRequired ? "**required**" : key.fallback.map { "`\($0)`" } ?? key.whenAbsent ?? ""
            return "| `\(key.name)` | \(Self.noun(of: key.type)) | \(absent) | \(key.text) |"
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func noun(of type: ConfigType) -> String {
        switch type {
        case .text: "text"
        case .secret: "secret text"
        case .name: "name"
        case .integer(let bounds): "\(bounds.lowerBound) to \(bounds.upperBound)"
        case .seed: "whole number"
        case .number(let bounds): "number, \(Int(bounds.lowerBound)) to \(Int(bounds.upperBound))"
        case .boolean: "true or false"
        case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .duration(let bounds):
            "duration, \(DurationText.short(bounds.lowerBound)) to \(DurationText.short(bounds.upperBound))"
        case .size(let bounds): "size, \(SizeText.short(bounds.lowerBound)) to \(SizeText.short(bounds.upperBound))"
        case .durations(let bounds):
            "durations, \(DurationText.short(bounds.lowerBound)) to \(DurationText.short(bounds.upperBound))"
        case .share: "percentage"
        case .percent(let bounds): "whole percentage, \(bounds.lowerBound)% to \(bounds.upperBound)%"
        case .money: "money"
        case .dollars: "dollars"
        case .address: "address"
        case .url: "URL"
        case .digest: "64 hexadecimal digits"
        case .list(let element): "list: \(Self.noun(of: element))"
        case .mapping: "mapping"
        case .names(let element): "names, each with \(Self.noun(of: element))"
        case .either(let types): types.map { Self.noun(of: $0) }.joined(separator: ", or ")
        }
    }

    private static let introduction = """
        # Configuration

        One YAML file configures Signalbox. It is validated whole before any of it is used; every error names its
        line and column, and all errors are reported at once. `signalbox check FILE` validates without starting: it also
        finds rules that are never reached, groups that cannot serve, and statements without effect, and says what one
        request may cost at most; with `--strict` it fails on warnings, too. `signalbox schema` prints a JSON Schema for
        editors. The gateway reads the file anew when it changes, on SIGHUP, and on `POST /admin/v1/reload`; a file with
        errors changes nothing. This page is generated.

        The smallest file names one provider. Clients then ask for `groq/MODEL`:

        ```yaml
        providers:
          - kind: groq
            api_key: ${env:GROQ_API_KEY}
        ```

        ## Values

        | value | examples | remarks |
        |---|---|---|
        | duration | `200ms`, `1.5s`, `2m`, `1h` | units: `us`, `ms`, `s`, `m`, `h`, `d` |
        | durations | `200ms..5s`, `1s` | from the first to the last; one duration is both |
        | size | `256KiB`, `16MiB`, `1MB`, `4096` | `KiB` is 1024 bytes, `KB` is 1000; without a unit: bytes |
        | percentage | `2%`, `0.02` | from 0 to 100% |
        | whole percentage | `20%` | always with its sign |
        | money | `0.59` | US dollars per million tokens; exact, up to nine decimal places |
        | dollars | `0.05` | US dollars; exact, up to nine decimal places |
        | address | `127.0.0.1:8080`, `[::1]:8080`, `:8080` | without a host: all IPv4 interfaces |
        | name | `groq-llama-70b` | no white space, at most 256 bytes |
        | true or false | `true`, `false` | also `yes`, `no`, `on`, `off` |

        Any value may hold references:

        - `${env:NAME}` is the environment variable; it must be set and not empty.
        - `${file:PATH}` is the content of the file without line breaks at its end; a relative path begins at the
          working directory. The gateway watches these files too.
        - `$${` is a literal `${`.

        Inside `{ }` and `[ ]` put references into quotes. What a reference stands for is never shown in errors,
        logs or the admin API. YAML anchors and aliases are not supported.

        Without `keys` the data plane answers anybody, so it must then listen on a loopback address.

        """
}
