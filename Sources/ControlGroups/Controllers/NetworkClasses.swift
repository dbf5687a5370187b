internal import OCISpecification

/// Class and priorities of packets, which only version 1 has: `net_cls.*`, `net_prio.*`.
struct NetworkClasses {
    let network: LinuxNetwork

    init(_ network: LinuxNetwork) { self.network = network }

    func apply(to group: ControlGroup) throws(ControlGroupError) {
        if let number = network.classID, number != 0 {
            let place = try place(.networkClass, of: group, doing: "set the class of packets")
            try ControlFile(place, "net_cls.classid").write("\(number)", doing: "set the class of packets to \(number)")
        }
        for priority in network.priorities ?? [] {
            let place = try place(.networkPriority, of: group, doing: "set the priority of packets")
            try ControlFile(place, "net_prio.ifpriomap")
                .write(
                    "\(priority.name) \(priority.priority)",
                    doing: "set the priority of packets through \(priority.name)")
        }
    }

    private func place(
        _ controller: Controllers, of group: ControlGroup, doing: String
    ) throws(ControlGroupError) -> ControlGroup.Place {
        if let place = group.place(of: controller), !place.hierarchy.isUnified { return place }
        throw ControlGroupError(
            .unsupported, doing: doing, file: group.path.text,
            cause: "the controller `\(controller.legacyName)` is not mounted; version 2 has none, use a firewall mark")
    }
}
