internal import Linux

extension ControlGroupLayout {
    /// Reads the control groups out of the text of `/proc/PID/mountinfo` (proc(5)).
    /// `isVisible` tells whether the device is what one finds at the path: another mount may hide it, which the table
    /// shows only to those who follow the whole tree of mounts.
    static func of(
        mountTable text: [UInt8], directory: String, isVisible: (String, UInt64) -> Bool = { _, _ in true }
    ) throws(ControlGroupError) -> ControlGroupLayout {
        var found: [Hierarchy] = []
        var line = MountTableLine(of: text)
        while line.next() {
            // A machine with many containers has thousands of lines: most are passed over at a glance.
            guard line.isControlGroup, let (hierarchy, device) = hierarchy(line), isVisible(hierarchy.mountPoint, device)
            else { continue }
            // A tree can be mounted again elsewhere, in a container's file system above all: the one below the usual
            // directory counts, and else the first.
            if let index = found.firstIndex(where: { $0.kind == hierarchy.kind }) {
                if !found[index].mountPoint.hasPrefix(directory) && hierarchy.mountPoint.hasPrefix(directory) {
                    found[index] = hierarchy
                }
            } else {
                found.append(hierarchy)
            }
        }
        guard !found.isEmpty else {
            throw ControlGroupError(
                .unavailable, doing: "find the control groups", file: directory,
                cause: "none are mounted; mount a cgroup2 file system there, or run without control groups")
        }
        let hasUnified = found.contains { $0.isUnified }
        let hasLegacy = found.contains { !$0.isUnified }
        let version: Version = hasUnified ? (hasLegacy ? .hybrid : .unified) : .legacy
        return ControlGroupLayout(version: version, hierarchies: found, directory: directory)
    }

    private static func hierarchy(_ line: MountTableLine) -> (Hierarchy, device: UInt64)? {
        guard let fields = line.fields() else { return nil }
        let root = unescaped(line.text[fields.root])
        let mountPoint = unescaped(line.text[fields.mountPoint])
        let device = device(line.text[fields.device])
        if fields.isUnified { return (Hierarchy(kind: .unified, mountPoint: mountPoint, root: root), device) }
        var controllers: Controllers = []
        var name: String?
        var options: [String] = []
        for option in String(decoding: line.text[fields.options], as: UTF8.self).parts(between: ",") {
            let text = String(option)
            if let controller = Controllers(name: text) {
                controllers.insert(controller)
                options.append(text)
            } else if text.hasPrefix("name=") {
                name = String(text.dropFirst(5))
                options.append(text)
            }
        }
        if controllers.isEmpty && name == nil { return nil }
        let kind: Hierarchy.Kind = controllers.isEmpty ? .named(name ?? "") : .legacy(controllers)
        return (
            Hierarchy(kind: kind, mountPoint: mountPoint, root: root, options: String(joining: options, by: ",")), device
        )
    }

    /// `major:minor` as `stat(2)` tells it in user space.
    private static func device(_ field: ArraySlice<UInt8>) -> UInt64 {
        var numbers: [UInt64] = [0]
        for byte in field {
            if byte == UInt8(ascii: ":") {
                numbers.append(0)
            } else {
                numbers[numbers.count - 1] = numbers[numbers.count - 1] &* 10 &+ UInt64(byte & 15)
            }
        }
        let (major, minor) = (numbers[0], numbers.count > 1 ? numbers[1] : 0)
        return minor & 0xff | (major & 0xfff) << 8 | (minor & ~0xff) << 12 | (major & ~0xfff) << 32
    }

    /// Space, tab, line feed and backslash are written as three octal digits.
    private static func unescaped(_ field: ArraySlice<UInt8>) -> String {
        guard field.contains(UInt8(ascii: "\\")) else { return String(decoding: field, as: UTF8.self) }
        var bytes: [UInt8] = []
        var at = field.startIndex
        while at < field.endIndex {
            if field[at] == UInt8(ascii: "\\"), at + 3 < field.endIndex {
                var value = 0
                for digit in field[(at + 1)...(at + 3)] { value = value * 8 + Int(digit & 7) }
                bytes.append(UInt8(truncatingIfNeeded: value))
                at += 4
            } else {
                bytes.append(field[at])
                at += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
