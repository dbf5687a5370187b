internal import OCISpecification

/// A network device of the host that becomes the container's (`linux.netDevices`).
struct NetworkDevicePlan: Hashable, Sendable {
    let name: String
    /// In the container.
    let newName: String

    static func list(
        _ devices: [String: LinuxNetDevice]?, hasNamespace: Bool
    ) throws(RuntimeError) -> [NetworkDevicePlan] {
        guard let devices, !devices.isEmpty else { return [] }
        guard hasNamespace else {
            throw .invalid("linux.netDevices", "it needs a network namespace of the container's own")
        }
        var plans: [NetworkDevicePlan] = []
        for (name, device) in devices.sorted(by: { $0.key < $1.key }) {
            let newName = device.name.flatMap { $0.isEmpty ? nil : $0 } ?? name
            for word in [name, newName] where !isName(word) {
                throw .invalid("linux.netDevices", "\"\(word)\" is no name of a network device")
            }
            if plans.contains(where: { $0.newName == newName }) {
                throw .invalid("linux.netDevices", "two devices would be called \"\(newName)\"")
            }
            plans.append(NetworkDevicePlan(name: name, newName: newName))
        }
        return plans
    }

    /// The kernel's own rule (`dev_valid_name`); a percent sign would make it a pattern.
    private static func isName(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 15, text != ".", text != ".." else { return false }
        return text.utf8.allSatisfy { $0 > 32 && $0 != 127 && $0 != 47 && $0 != 58 && $0 != 37 }
    }
}
