internal import Linux
internal import Netlink

extension HostNetwork {
    /// Takes a network away: its addresses, its elements, and where no other network's address is on it, its bridge and
    /// the accepts in chains of others. What is gone already is as good.
    public mutating func remove(_ network: NetworkConfiguration) throws(NetworkingError) {
        let isBridgeGone = try removeBridge(network)
        for (set, elements) in Self.elements(of: network) {
            if !isBridgeGone, set == FirewallTable.bridges { continue }
            var batch = NetfilterBatch()
            batch.deleteElements(elements, from: set.name, in: FirewallTable.selector)
            let message = batch.finished()
            try netlink("remove network \(network.name)") { () throws(NetlinkError) in
                try firewall.perform(message, tolerating: [.noEntry], doing: "set \(set.name)")
            }
        }
        if !isBridgeGone { return }
        try leaveForeignChains { $0 == ForeignChain.comment(network) }
        try LegacyFirewall.leave(network)
    }

    /// Networks of another state directory may share the bridge, each with its own subnet.
    private mutating func removeBridge(_ network: NetworkConfiguration) throws(NetworkingError) -> Bool {
        let doing = "remove network \(network.name)"
        let link = try netlink(doing) { () throws(NetlinkError) in try route.link(.name(network.bridge)) }
        guard let link, link.kind == "bridge" else { return true }
        let left = try netlink(doing) { () throws(NetlinkError) in
            try route.addresses(interface: link.index, family: 2)
        }.filter { $0.address != .version4(network.gateway) }
        var changes = MessageBuffer(reserving: 256)
        if left.isEmpty {
            changes.deleteLink(.index(link.index))
        } else {
            changes.deleteAddress(
                InterfaceAddress(
                    interface: link.index, address: .version4(network.gateway),
                    prefixLength: network.subnet.prefixLength))
            if let version6 = network.version6 {
                changes.deleteAddress(
                    InterfaceAddress(
                        interface: link.index, address: .version6(version6.gateway),
                        prefixLength: version6.subnet.prefixLength))
            }
        }
        try netlink(doing) { () throws(NetlinkError) in
            try route.perform(
                changes, tolerating: [Errno(rawValue: 19), Errno(rawValue: 99)],  // ENODEV, EADDRNOTAVAIL
                doing: "remove bridge \(network.bridge)")
        }
        return left.isEmpty
    }

    /// Takes all of ours out of the firewall, as `system reset` does.
    public mutating func removeFirewall() throws(NetworkingError) {
        var batch = NetfilterBatch()
        batch.deleteTable(FirewallTable.selector)
        let message = batch.finished()
        try netlink("remove the firewall table") { () throws(NetlinkError) in
            try firewall.perform(message, tolerating: [.noEntry], doing: "nftables table inet apus")
        }
        try leaveForeignChains { $0.hasPrefix("apus: ") }
    }

    private mutating func leaveForeignChains(_ isOurs: (String) -> Bool) throws(NetworkingError) {
        let doing = "take our rules out of other chains"
        for chain in ForeignChain.known(version6: true) {
            var questions = NetfilterQuestions()
            questions.chain(chain.name, in: chain.table)
            let found = try netlink(doing) { () throws(NetlinkError) in try firewall.answers(questions) }
            if found.first ?? nil == nil { continue }
            let rules = try netlink(doing) { () throws(NetlinkError) in
                try firewall.rules(of: chain.name, in: chain.table)
            }
            for rule in rules where rule.comment.map(isOurs) == true {
                var batch = NetfilterBatch()
                batch.deleteRule(rule.handle, of: chain.name, in: chain.table)
                let message = batch.finished()
                try netlink(doing) { () throws(NetlinkError) in
                    try firewall.perform(message, tolerating: [.noEntry], doing: "chain \(chain.name)")
                }
            }
        }
    }
}
