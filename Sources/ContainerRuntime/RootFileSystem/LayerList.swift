internal import Linux

/// The layers of an overlay that `config.json` asks for, when they are too many for one parameter of `fsconfig(2)`: each
/// becomes one of its own (`lowerdir+`, kernel 6.7).
enum LayerList {
    /// The layers, top first; nil where the text holds something that has to be told as a whole.
    static func parse(_ text: Substring) -> [String]? {
        var layers: [String] = []
        var layer: [UInt8] = []
        var isEscaped = false
        for byte in text.utf8 {
            if isEscaped {
                layer.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: ":") {
                // Two colons begin the layers of data only.
                if layer.isEmpty { return nil }
                layers.append(String(decoding: layer, as: UTF8.self))
                layer.removeAll(keepingCapacity: true)
            } else {
                layer.append(byte)
            }
        }
        guard !isEscaped, !layer.isEmpty else { return nil }
        layers.append(String(decoding: layer, as: UTF8.self))
        for layer in layers where layer.utf8.count > 255 { return nil }
        return layers
    }

    /// Mounts the overlay, attached nowhere yet; nil where one text has to do: on an older kernel, or for other parameters that are
    /// too long.
    static func mount(_ options: borrowing MountOptions) throws(SystemCallError) -> Descriptor? {
        guard options.superblock.allSatisfy({ !$0.hasPrefix("lowerdir") }) else { return nil }
        let context = try FileSystemContext(type: "overlay")
        for parameter in options.superblock + options.parameters {
            let parts = parameter.parts(between: "=", most: 2, keepingEmpty: true)
            let key = String(parts[0])
            guard parts.count == 2 else {
                try context.set(key)
                continue
            }
            if key == "lowerdir" {
                guard let layers = parse(parts[1]) else { return nil }
                for layer in layers {
                    do throws(SystemCallError) { try context.set("lowerdir+", layer) } catch {
                        if error.errno == .invalid { return nil }
                        throw error
                    }
                }
            } else {
                if parts[1].utf8.count > 255 { return nil }
                try context.set(key, String(parts[1]))
            }
        }
        do throws(SystemCallError) { try context.create() } catch {
            let words = context.messages()
            throw SystemCallError(call: "mount", subject: words.isEmpty ? "overlay" : "overlay (\(words))", errno: error.errno)
        }
        return try context.mount(options.set)
    }
}
