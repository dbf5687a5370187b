internal import Linux

/// The manager of a systemd, over its bus.
struct SystemdUnits: ~Copyable {
    static let systemBus = "/run/dbus/system_bus_socket"

    private var bus: BusConnection

    init(isUsers: Bool) throws(ControlGroupError) {
        bus = try BusConnection.connect(to: isUsers ? Self.usersBus() : Self.systemBus)
    }

    /// Where a user's programs find their bus.
    static func usersBus() throws(ControlGroupError) -> String {
        if let address = environmentVariable("DBUS_SESSION_BUS_ADDRESS") {
            for part in address.split(separator: ";") where part.hasPrefix("unix:path=") {
                return String(part.dropFirst(10).prefix { $0 != "," })
            }
        }
        if let directory = environmentVariable("XDG_RUNTIME_DIR"), !directory.isEmpty { return directory + "/bus" }
        throw ControlGroupError(
            .unavailable, doing: "reach the user's systemd", file: "DBUS_SESSION_BUS_ADDRESS",
            cause: "neither this variable nor XDG_RUNTIME_DIR is set; log in again, or use the cgroupfs manager")
    }

    private static func message(_ member: String) -> BusMessage {
        BusMessage(
            calling: member, of: "org.freedesktop.systemd1.Manager", path: "/org/freedesktop/systemd1", at: "org.freedesktop.systemd1")
    }

    /// Starts a unit and waits until it is there. `isThere` tells of one that others make at the same time, and that will do.
    mutating func startTransient(
        _ unit: String, _ properties: [UnitProperty], isThere: () -> Bool = { false }
    ) throws(ControlGroupError) {
        var match = BusMessage(calling: "AddMatch", of: "org.freedesktop.DBus", path: "/org/freedesktop/DBus", at: "org.freedesktop.DBus")
        match.set("s") { $0.text("type='signal',interface='org.freedesktop.systemd1.Manager',member='JobRemoved'") }
        try expect(bus.call(match), "hear of units", unit)
        try expect(bus.call(Self.message("Subscribe")), "hear of units", unit)
        var start = Self.message("StartTransientUnit")
        start.set("ssa(sv)a(sa(sv))") { writer in
            writer.text(unit)
            writer.text("fail")
            writer.array(alignment: 8) { writer in for property in properties { property.write(to: &writer) } }
            writer.array(alignment: 8) { _ in }
        }
        var answer = try bus.call(start)
        // One of the name that has ended is about to go: what stays of it is cleared, and waited for.
        for _ in 0..<50 where answer.failure == "org.freedesktop.systemd1.UnitExists" {
            if isThere() { return }
            var reset = Self.message("ResetFailedUnit")
            reset.set("s") { $0.text(unit) }
            _ = try bus.call(reset)
            pause(nanoseconds: 20_000_000)
            answer = try bus.call(start)
        }
        try expect(answer, "make the scope", unit)
        var reader = BusReader(answer.body)
        let job = reader.text()
        let removed = try bus.signal { signal in
            guard signal.member == "JobRemoved" else { return false }
            var reader = BusReader(signal.body)
            return reader.number() != nil && reader.text() == job
        }
        var result = BusReader(removed.body)
        _ = (result.number(), result.text(), result.text())
        let word = result.text() ?? ""
        guard word == "done" else {
            throw ControlGroupError(
                .refused, doing: "make the scope", file: unit,
                cause: "systemd's job ended as \"\(word)\"; `systemctl status \(unit)` may tell more")
        }
    }

    /// Moves a process of ours to a group below that of a unit, which a user may not do itself between parts of the tree that are not its own.
    mutating func attach(_ process: Int32, to unit: String, below path: String) throws(ControlGroupError) {
        var message = Self.message("AttachProcessesToUnit")
        message.set("ssau") { writer in
            writer.text(unit)
            writer.text(path)
            writer.array(alignment: 4) { writer in writer.number(UInt32(bitPattern: process)) }
        }
        try expect(bus.call(message), "move process \(process) to the unit", unit)
    }

    /// Changes properties until the next boot.
    mutating func set(_ unit: String, _ properties: [UnitProperty]) throws(ControlGroupError) {
        var message = Self.message("SetUnitProperties")
        message.set("sba(sv)") { writer in
            writer.text(unit)
            writer.boolean(true)
            writer.array(alignment: 8) { writer in for property in properties { property.write(to: &writer) } }
        }
        try expect(bus.call(message), "change the scope", unit)
    }

    private func expect(_ answer: BusMessage, _ doing: String, _ unit: String) throws(ControlGroupError) {
        if answer.kind == .answer { return }
        var reader = BusReader(answer.body)
        let words = answer.signature.hasPrefix("s") ? reader.text() ?? "" : ""
        let refused = answer.failure.hasSuffix(".AccessDenied") || answer.failure.hasSuffix(".InteractiveAuthorizationRequired")
        throw ControlGroupError(
            answer.failure.hasSuffix(".NoSuchUnit") ? .notFound : refused ? .notPermitted : .refused, doing: doing, file: unit,
            cause: words.isEmpty ? "systemd says \(answer.failure)" : "systemd says \"\(words)\" (\(answer.failure))")
    }
}

extension BusMessage {
    /// Sets the body, of values whose types the signature names.
    mutating func set(_ signature: String, _ write: (inout BusWriter) -> Void) {
        var writer = BusWriter()
        write(&writer)
        self.signature = signature
        body = writer.bytes
    }
}
