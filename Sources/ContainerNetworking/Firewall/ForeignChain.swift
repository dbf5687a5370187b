internal import Linux
internal import Netlink

/// A chain of another program through which forwarded packets must pass, and which that program leaves to others.
struct ForeignChain: Hashable {
    enum Admission { case always, whenPolicyDrops }

    let table: TableSelector
    let name: String
    let admission: Admission

    /// Docker calls DOCKER-USER first and leaves it to the administrator. Where a FORWARD policy drops without it (ufw,
    /// a script), the accept goes before its rules. firewalld's chain rejects at its end what no zone took.
    static func known(version6: Bool) -> [ForeignChain] {
        var chains: [ForeignChain] = []
        for family in version6 ? [NetfilterFamily.ipv4, .ipv6] : [.ipv4] {
            let filter = TableSelector(family, "filter")
            chains.append(ForeignChain(table: filter, name: "DOCKER-USER", admission: .always))
            chains.append(ForeignChain(table: filter, name: "FORWARD", admission: .whenPolicyDrops))
        }
        chains.append(
            ForeignChain(table: TableSelector(.inet, "firewalld"), name: "filter_FORWARD", admission: .always))
        return chains
    }

    /// Those of the known chains that are there and have to be told of us.
    static func relevant(_ known: [ForeignChain], _ findings: ArraySlice<NetfilterFinding?>) -> [ForeignChain] {
        var relevant: [ForeignChain] = []
        for (chain, finding) in zip(known, findings) {
            guard case .chain(let found) = finding else { continue }
            switch chain.admission {
            case .always: relevant.append(chain)
            case .whenPolicyDrops:
                if found.dropsByPolicy, !relevant.contains(where: { $0.table == chain.table }) {
                    relevant.append(chain)
                }
            }
        }
        return relevant
    }

    static func comment(_ network: NetworkConfiguration) -> String { "apus: \(network.bridge)" }

    /// In the form in which iptables(8) writes the same, so that it can list them.
    static func rules(_ network: NetworkConfiguration) -> [[NetfilterExpression]] {
        let name = Array(network.bridge.utf8) + [0]
        let input: [NetfilterExpression] = [.meta(.inputInterface), .compare(to: name)]
        let output: [NetfilterExpression] = [.meta(.outputInterface), .compare(to: name)]
        let accept: [NetfilterExpression] = [.counter, .verdict(.accept)]
        // Bridged packets pass here too where bridge-nf-call-iptables is on.
        return network.isInternal ? [input + output + accept] : [input + accept, output + accept]
    }
}

extension HostNetwork {
    /// Puts our accepts into chains of others, and answers what else may drop our packets.
    mutating func admitInForeignChains(
        _ network: NetworkConfiguration, _ lacking: [ForeignChain]
    ) throws(NetworkingError) -> [String] {
        let doing = "let network \(network.name) through the firewall"
        let comment = ForeignChain.comment(network)
        for chain in lacking {
            // Another process may be at the same: the batch counts only if nothing changed since we looked.
            for _ in 0..<100 {
                let generation = try netlink(doing) { () throws(NetlinkError) in try firewall.firewallGeneration() }
                let rules = try netlink(doing) { () throws(NetlinkError) in
                    try firewall.rules(of: chain.name, in: chain.table)
                }
                let wanted = ForeignChain.rules(network)
                if rules.count(where: { $0.comment == comment }) >= wanted.count { break }
                var batch = NetfilterBatch(ifStill: generation)
                for rule in wanted {
                    batch.addRule(rule, to: chain.name, in: chain.table, atStart: true, comment: comment)
                }
                let message = batch.finished()
                do throws(NetlinkError) {
                    try firewall.perform(message, doing: "chain \(chain.table.name) \(chain.name)")
                    break
                } catch {
                    if error.errno.rawValue == 85 { continue }  // ERESTART
                    throw NetworkingError(error, doing: doing)
                }
            }
        }
        return try obstacles(to: network) + LegacyFirewall.admit(network)
    }

    /// Chains that drop forwarded packets and are nobody's whom we know: the administrator's own.
    private mutating func obstacles(to network: NetworkConfiguration) throws(NetworkingError) -> [String] {
        if network.isInternal { return [] }
        let chains = try netlink("list the firewall's chains") { () throws(NetlinkError) in try firewall.chains() }
        var warnings: [String] = []
        for chain in chains where chain.hook == .forward && chain.dropsByPolicy {
            switch chain.table.family {
            case .inet, .ipv4:
                if chain.table.name == "filter", chain.name == "FORWARD", chain.table.family == .ipv4 { continue }
                warnings.append(
                    "chain \(chain.name) of table \(chain.table.family) \(chain.table.name) drops forwarded packets: "
                        + "accept those with iifname or oifname \"\(network.bridge)\" there")
            default: continue
            }
        }
        return warnings
    }
}
