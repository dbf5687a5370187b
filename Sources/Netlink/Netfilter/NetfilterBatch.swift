/// Changes to the firewall that happen all at once or not at all.
public struct NetfilterBatch: Sendable {
    private var buffer = MessageBuffer(reserving: 2048)
    private var setCount: UInt32 = 0

    /// With a generation, the batch is refused (`ERESTART`) when the firewall has changed since that was read.
    public init(ifStill generation: UInt32? = nil) {
        buffer.netfilter(NetfilterMessage.begin, [], .any, resource: 10) { buffer in
            if let generation { buffer.attribute(1, network: generation) }
        }
    }

    /// Makes the table where it is not there yet.
    public mutating func addTable(_ table: TableSelector) {
        buffer.netfilter(NetfilterMessage.newTable, .create, table.family) { buffer in
            buffer.attribute(1, table.name)
            buffer.attribute(2, network: UInt32(0))
        }
    }

    /// Deletes a table that is there, with all that is in it.
    public mutating func deleteTable(_ table: TableSelector) {
        buffer.netfilter(NetfilterMessage.deleteTable, [], table.family) { $0.attribute(1, table.name) }
    }

    /// A chain that is called from nowhere but rules.
    public mutating func addChain(_ name: String, in table: TableSelector) {
        buffer.netfilter(NetfilterMessage.newChain, .create, table.family) { buffer in
            buffer.attribute(1, table.name)
            buffer.attribute(3, name)
        }
    }

    /// A chain called at a hook; `type` is `filter` or `nat`. It accepts what no rule decides.
    public mutating func addChain(
        _ name: String, in table: TableSelector, type: String, hook: NetfilterHook, priority: Int32,
        policy: NetfilterVerdict = .accept
    ) {
        buffer.netfilter(NetfilterMessage.newChain, .create, table.family) { buffer in
            buffer.attribute(1, table.name)
            buffer.attribute(3, name)
            buffer.attribute(7, type)
            buffer.attribute(5, network: policy.code)
            buffer.nested(4, flagged: true) { buffer in
                buffer.attribute(1, network: hook.rawValue)
                buffer.attribute(2, network: priority)
            }
        }
    }

    public mutating func addSet(_ set: NetfilterSet, in table: TableSelector) {
        setCount += 1
        buffer.newSet(set, in: table, id: setCount)
    }

    /// Adds elements; those that are there already are left. A map's element that is there with another value is `EEXIST`.
    public mutating func addElements(
        _ elements: [NetfilterElement], to set: String, in table: TableSelector, exclusive: Bool = false
    ) {
        buffer.elements(
            NetfilterMessage.newElement, exclusive ? [.create, .exclusive] : .create, elements, set: set, in: table)
    }

    public mutating func deleteElements(_ elements: [NetfilterElement], from set: String, in table: TableSelector) {
        buffer.elements(NetfilterMessage.deleteElement, [], elements, set: set, in: table)
    }

    /// Adds a rule at the end of a chain, or at its start.
    public mutating func addRule(
        _ expressions: [NetfilterExpression], to chain: String, in table: TableSelector, atStart: Bool = false,
        comment: String? = nil
    ) {
        buffer.netfilter(NetfilterMessage.newRule, atStart ? .create : [.create, .append], table.family) { buffer in
            buffer.attribute(1, table.name)
            buffer.attribute(2, chain)
            buffer.nested(4, flagged: true) { buffer in
                for expression in expressions { buffer.expression(expression) }
            }
            if let comment { buffer.attribute(7, Self.userData(comment)) }
        }
    }

    /// Deletes all rules of a chain, or of all chains of the table.
    public mutating func deleteRules(of chain: String? = nil, in table: TableSelector) {
        buffer.netfilter(NetfilterMessage.deleteRule, [], table.family) { buffer in
            buffer.attribute(1, table.name)
            if let chain { buffer.attribute(2, chain) }
        }
    }

    public mutating func deleteRule(_ handle: UInt64, of chain: String, in table: TableSelector) {
        buffer.netfilter(NetfilterMessage.deleteRule, [], table.family) { buffer in
            buffer.attribute(1, table.name)
            buffer.attribute(2, chain)
            buffer.attribute(3, network: handle)
        }
    }

    /// The datagram, with an acknowledgement of the last change asked for.
    public consuming func finished() -> MessageBuffer {
        var buffer = self.buffer
        buffer.acknowledgeLast()
        buffer.netfilter(NetfilterMessage.end, [], .any, resource: 10) { _ in }
        return buffer
    }

    /// A comment as nft(8) and iptables-nft(8) keep it with a rule: kind 0, length, text and NUL.
    static func userData(_ comment: String) -> [UInt8] {
        let text = Array(comment.utf8.prefix(127)) + [0]
        return [0, UInt8(text.count)] + text
    }
}
