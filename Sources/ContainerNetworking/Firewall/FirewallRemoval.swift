internal import Linux
internal import Netlink

extension HostNetwork {
    /// Takes a network away: its bridge, its elements, its accepts in chains of others. What is gone already is as good.
    package mutating func remove(_ network: NetworkConfiguration) throws(NetworkingError) {
        let doing = "remove network \(network.name)"
        var deletion = MessageBuffer(reserving: 64)
        deletion.deleteLink(.name(network.bridge))
        try netlink(doing) { () throws(NetlinkError) in
            try route.perform(
                deletion, tolerating: [Errno(rawValue: 19)], doing: "delete bridge \(network.bridge)")  // ENODEV
        }
        for (set, elements) in Self.elements(of: network) {
            var batch = NetfilterBatch()
            batch.deleteElements(elements, from: set.name, in: FirewallTable.selector)
            let message = batch.finished()
            try netlink(doing) { () throws(NetlinkError) in
                try firewall.perform(message, tolerating: [.noEntry], doing: "set \(set.name)")
            }
        }
        try leaveForeignChains { $0 == ForeignChain.comment(network) }
    }

    /// Takes all of ours out of the firewall, as `system reset` does.
    package mutating func removeFirewall() throws(NetworkingError) {
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
