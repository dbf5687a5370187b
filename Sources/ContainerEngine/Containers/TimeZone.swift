internal import Linux
internal import OCISpecification

/// `--tz`: the container's `/etc/localtime`.
enum TimeZone {
    static func apply(_ zone: String?, files: LayeredFiles, mounts: inout [Mount]) throws(EngineError) {
        guard let zone else { return }
        let source: String
        if zone == "local" {
            source = "/etc/localtime"
        } else {
            guard !zone.hasPrefix("/"), !zone.split(separator: "/").contains("..") else {
                throw EngineError(.invalid, "invalid time zone \"\(zone)\" in --tz: give a name such as Europe/Berlin, or local")
            }
            source = "/usr/share/zoneinfo/\(zone)"
        }
        do throws(SystemCallError) { _ = try status(of: source) } catch {
            throw EngineError(
                .invalid, "unknown time zone \"\(zone)\" in --tz: \(source) is not there. The package tzdata brings the zones")
        }
        mounts.append(Mount(destination: "/etc/localtime", type: "bind", source: source, options: ["bind", "ro", "rprivate"]))
    }
}
