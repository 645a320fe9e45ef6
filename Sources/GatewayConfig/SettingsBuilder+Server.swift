import GatewayCore

extension SettingsBuilder {
    /// Bytes of a UNIX domain socket's path, less those that a name takes which is renamed into place.
    private static let longestSocketPath = 90

    /// Reads `server`.
    mutating func readServer(_ root: ConfigMapping) {
        guard let section = root.mapping("server") else { return }
        self.readListeners(section)
        section.set(&self.settings.server.loops, "loops")
        section.set(&self.settings.server.h2c, "h2c")
        section.set(&self.settings.server.pingInterval, "ping_interval")
        self.readHandover(section)
        if let tls = section.mapping("tls") {
            self.readServerTLS(tls)
        }
        if let limits = section.mapping("limits") {
            self.readLimits(limits)
        }
        if let timeouts = section.mapping("timeouts") {
            timeouts.set(&self.settings.server.headTimeout, "head")
            timeouts.set(&self.settings.server.bodyTimeout, "body")
            timeouts.set(&self.settings.server.idleTimeout, "idle")
            timeouts.set(&self.settings.server.writeTimeout, "write")
            timeouts.set(&self.settings.server.drainTimeout, "drain")
        }
    }

    private mutating func readHandover(_ section: ConfigMapping) {
        guard let value = section["handover"], let path = value.text() else { return }
        if !path.hasPrefix("/") {
            value.report("the path is not absolute", "begin it with /, so that both processes find it from anywhere")
        } else if path.utf8.count > Self.longestSocketPath {
            value.report("the path is too long for a socket", "use at most \(Self.longestSocketPath) bytes")
        }
        self.settings.server.handover = path
    }

    private mutating func readListeners(_ section: ConfigMapping) {
        if let listen = section["listen"], let address = listen.address() {
            self.settings.server.listen = address
            self.listenPosition = listen.position
        }
        if let admin = section["admin"], let address = admin.address() {
            self.settings.server.admin = address
        }
        let (listen, admin) = (self.settings.server.listen, self.settings.server.admin)
        if listen.port == admin.port, listen.port != 0, listen.host == admin.host {
            let value = section["admin"] ?? section["listen"]
            value?.report("data plane and admin plane have the same address", "give the admin plane a port of its own")
        }
        if let key = section["admin_key"], let text = key.text() {
            if text.utf8.count < Self.shortestKey {
                key.report("the key is too short", "use at least \(Self.shortestKey) characters, at best random ones")
            }
            self.settings.server.adminKey = Secret(text)
        }
    }

    private mutating func readServerTLS(_ section: ConfigMapping) {
        let files = ["certificate", "key"].compactMap { name -> Placed<String>? in
            guard let value = section[name] else { return nil }
            return value.text().map { value.placed($0) }
        }
        guard files.count == 2 else { return }
        for file in files {
            self.checkReadable(file)
        }
        self.settings.server.tls = TLSSettings(certificateFile: files[0].value, keyFile: files[1].value)
    }

    private mutating func readLimits(_ section: ConfigMapping) {
        section.setSize(&self.settings.server.maxHeadBytes, "head")
        section.setSize(&self.settings.server.maxTargetBytes, "target")
        section.setSize(&self.settings.server.maxBodyBytes, "body")
        section.set(&self.settings.server.maxJSONDepth, "json_depth")
        section.set(&self.settings.server.maxConnections, "connections")
        section.set(&self.settings.server.maxConcurrentRequests, "concurrent_requests")
        section.setSize(&self.settings.server.maxStreamBufferBytes, "stream_buffer")
        if self.settings.server.maxTargetBytes > self.settings.server.maxHeadBytes {
            (section["target"] ?? section["head"])?.report(
                "the target may not be larger than the head that holds it",
                "raise 'head' or lower 'target'"
            )
        }
    }

    /// Reads `access_log`: a word, or a mapping with a file.
    mutating func readAccessLog(_ root: ConfigMapping) {
        guard let value = root["access_log"] else { return }
        guard value.isMapping else {
            switch value.choice() {
            case "off": self.settings.accessLog.destination = .off
            case "stdout": self.settings.accessLog.destination = .standardOutput
            default: break
            }
            return
        }
        guard let section = ConfigMapping(value) else { return }
        if let file = section["file"]?.text() {
            self.settings.accessLog.destination = .file(file)
        }
        section.setSize(&self.settings.accessLog.maxBufferedBytes, "buffer")
    }
}
