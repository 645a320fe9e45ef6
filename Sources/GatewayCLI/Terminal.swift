import ArgumentParser

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writing to a file descriptor without Foundation.
private func writeAll(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written < 0, errno == EINTR {
            continue
        }
        guard written > 0 else { return }
        rest = rest.dropFirst(written)
    }
}

/// What a command prints as its result.
enum StandardOutput {
    static func write(_ text: String) { writeAll(text, to: STDOUT_FILENO) }
}

/// What a command tells the person who runs it.
enum StandardError {
    static func write(_ text: String) { writeAll(text, to: STDERR_FILENO) }
}

extension CleanExit {
    /// Ends the command with a message on standard error and exit code 1.
    static func failure(_ message: String) -> ExitCode {
        StandardError.write(message + "\n")
        return .failure
    }
}

/// The process's environment.
enum Environment {
    /// All variables.
    static var all: [String: String] {
        var result: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                result[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return result
    }
}
