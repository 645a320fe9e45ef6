import GatewayCore

extension SettingsBuilder {
    /// Reads a model group's `batching` and `batch`.
    func readBatching(_ section: ConfigMapping, into group: inout ModelGroup) {
        group.batching = Self.switched(section["batching"], BatchingSettings()) { mapping, batching in
            mapping.set(&batching.window, "window")
            mapping.set(&batching.maxInputs, "max_inputs")
            mapping.setSize(&batching.maxBytes, "max_bytes")
        }
        group.batch = Self.switched(section["batch"], BatchWaitSettings()) { mapping, batch in
            mapping.set(&batch.maxWait, "max_wait")
            mapping.set(&batch.maxWaiting, "max_waiting")
            guard let value = mapping["window"], let text = value.text() else { return }
            batch.window = DailyWindow(text)
            if batch.window == nil {
                value.report(
                    "'\(value.shown)' is not a time of day",
                    "write two times, such as 22:00-06:00 (UTC) or 22:00-06:00+02:00"
                )
            }
        }
    }

    /// Reads a deployment's `preheat`.
    func readPreheat(_ section: ConfigMapping, into deployment: inout Deployment) {
        deployment.preheat = Self.switched(section["preheat"], PreheatSettings()) { mapping, preheat in
            mapping.set(&preheat.connections, "connections")
            mapping.set(&preheat.prompt, "prompt")
        }
    }

    /// What is off without its key, on with its defaults by `true`, and described by a mapping.
    private static func switched<Value>(
        _ value: ConfigValue?,
        _ defaults: Value,
        _ read: (ConfigMapping, inout Value) -> Void
    ) -> Value? {
        guard let value else { return nil }
        guard value.isMapping else { return value.boolean() == true ? defaults : nil }
        guard let mapping = ConfigMapping(value) else { return nil }
        var result = defaults
        read(mapping, &result)
        return result
    }
}

extension SettingsDump {
    /// How requests for embeddings share a call.
    static func value(of batching: BatchingSettings) -> JSONValue {
        .object([
            ("window", Self.duration(batching.window)),
            ("max_inputs", .integer(Int128(batching.maxInputs))),
            ("max_bytes", Self.size(batching.maxBytes)),
        ])
    }

    /// How requests that are tagged `batch` wait.
    static func value(of batch: BatchWaitSettings) -> JSONValue {
        .object(compacting: [
            ("max_wait", Self.duration(batch.maxWait)),
            ("window", batch.window.map { .string($0.text) }),
            ("max_waiting", .integer(Int128(batch.maxWaiting))),
        ])
    }

    /// What is done for a deployment before it gets traffic.
    static func value(of preheat: PreheatSettings) -> JSONValue {
        .object([
            ("connections", .integer(Int128(preheat.connections))),
            ("prompt", .boolean(preheat.prompt)),
        ])
    }
}
