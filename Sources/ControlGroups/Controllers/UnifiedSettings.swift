/// Files of version 2 written as the configuration names them.
struct UnifiedSettings {
    let settings: [String: String]

    init(_ settings: [String: String]) { self.settings = settings }

    func apply(to group: ControlGroup) throws(ControlGroupError) {
        if settings.isEmpty { return }
        guard group.layout.isUnified, let place = group.unifiedPlace else {
            throw ControlGroupError(
                .unsupported, doing: "write `resources.unified`", file: group.path.text,
                cause: "this machine's control groups are of version 1")
        }
        for name in settings.keys.sorted() {
            guard let value = settings[name] else { continue }
            if name.isEmpty || name.contains("/") || name.utf8.contains(0) || !name.contains(".") {
                throw ControlGroupError(
                    .invalidValue, doing: "write `resources.unified`", file: place.directory,
                    cause: "`\(name)` is no file of a control group")
            }
            // Several lines are several settings, of which the kernel takes one a write.
            for line in value.split(separator: "\n") {
                try ControlFile(place, name).write(String(line), doing: "write `resources.unified`")
            }
        }
    }
}
