internal import Linux
internal import Netlink

/// Whether the firewall knows a network.
enum FirewallState {
    case complete
    /// Something of ours is missing; these chains of others lack our accept.
    case incomplete([ForeignChain])
}

extension HostNetwork {
    /// Looks for our chains with all their rules, the network's elements, and our accepts in chains of others.
    /// One datagram asks all; an administrator may have flushed any of it.
    mutating func firewallState(_ network: NetworkConfiguration) throws(NetworkingError) -> FirewallState {
        let doing = "read the firewall for network \(network.name)"
        let table = FirewallTable.selector
        let chains = FirewallTable.chains
        let elements = Self.elements(of: network)
        let foreign = ForeignChain.known(version6: network.version6 != nil)
        var questions = NetfilterQuestions()
        for chain in chains { questions.chain(chain.name, in: table) }
        for (set, list) in elements { questions.element(list[0].key, of: set.name, in: table) }
        for chain in foreign { questions.chain(chain.name, in: chain.table) }
        let findings = try netlink(doing) { () throws(NetlinkError) in try firewall.answers(questions) }

        var isComplete = true
        for (index, chain) in chains.enumerated() {
            guard case .chain(let found) = findings[index], Int(found.use) >= chain.rules.count else {
                isComplete = false
                continue
            }
        }
        for index in chains.count..<chains.count + elements.count where findings[index] == nil { isComplete = false }
        var lacking: [ForeignChain] = []
        for chain in ForeignChain.relevant(foreign, findings.suffix(foreign.count)) {
            let rules = try netlink(doing) { () throws(NetlinkError) in
                try firewall.rules(of: chain.name, in: chain.table)
            }
            if rules.count(where: { $0.comment == ForeignChain.comment(network) }) < ForeignChain.rules(network).count {
                lacking.append(chain)
            }
        }
        return isComplete && lacking.isEmpty ? .complete : .incomplete(lacking)
    }

    /// Makes the table with all that is in it, or puts back what is missing, in one step. Elements of others stay.
    mutating func installFirewall(_ network: NetworkConfiguration) throws(NetworkingError) {
        let table = FirewallTable.selector
        var batch = NetfilterBatch()
        batch.addTable(table)
        for set in FirewallTable.sets { batch.addSet(set, in: table) }
        for chain in FirewallTable.chains {
            batch.addChain(chain.name, in: table, type: chain.type, hook: chain.hook, priority: chain.priority)
        }
        // Rules have no names: to have each once, all go and come back within the batch.
        batch.deleteRules(in: table)
        for chain in FirewallTable.chains {
            for rule in chain.rules { batch.addRule(rule, to: chain.name, in: table) }
        }
        for (set, elements) in Self.elements(of: network) { batch.addElements(elements, to: set.name, in: table) }
        let message = batch.finished()
        try netlink("set up the firewall for network \(network.name)") { () throws(NetlinkError) in
            try firewall.perform(message, doing: "nftables table inet apus")
        }
    }

    static func elements(of network: NetworkConfiguration) -> [(NetfilterSet, [NetfilterElement])] {
        let bridge = NetfilterElement(NetfilterSet.interface(network.bridge))
        var elements: [(NetfilterSet, [NetfilterElement])] = [(FirewallTable.bridges, [bridge])]
        if network.isInternal {
            elements.append((FirewallTable.isolated, [bridge]))
        } else {
            elements.append((FirewallTable.subnets, NetfilterElement.range(network.subnet)))
            if let version6 = network.version6 {
                elements.append((FirewallTable.subnets6, NetfilterElement.range(version6.subnet)))
            }
        }
        return elements
    }
}
