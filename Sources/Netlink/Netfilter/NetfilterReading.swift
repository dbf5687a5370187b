/// A chain as the kernel describes it.
public struct NetfilterChain: Hashable, Sendable {
    public let table: TableSelector
    public let name: String
    /// How many rules and jumps use it: the rules in it and those that lead to it.
    public let use: UInt32
    public let hook: NetfilterHook?
    public let type: String?
    public let dropsByPolicy: Bool

    init?(_ message: ReceivedMessage) {
        guard message.type == NetfilterMessage.newChain, let number = message.payload.first,
            let family = NetfilterFamily(rawValue: number)
        else { return nil }
        let attributes = Attributes(message.payload.dropFirst(4))
        guard let table = attributes.text(1), let name = attributes.text(3) else { return nil }
        self.table = TableSelector(family, table)
        self.name = name
        use = attributes.networkNumber(6, as: UInt32.self) ?? 0
        hook = attributes.nested(4)?.networkNumber(1, as: UInt32.self).flatMap { NetfilterHook(rawValue: $0) }
        type = attributes.text(7)
        dropsByPolicy = hook != nil && attributes.networkNumber(5, as: UInt32.self) == 0
    }
}

/// A rule as the kernel describes it: only what tells ours from others'.
public struct NetfilterRule: Hashable, Sendable {
    public let handle: UInt64
    public let comment: String?

    init?(_ message: ReceivedMessage) {
        guard message.type == NetfilterMessage.newRule else { return nil }
        let attributes = Attributes(message.payload.dropFirst(4))
        guard let handle = attributes.networkNumber(3, as: UInt64.self) else { return nil }
        self.handle = handle
        var comment: String?
        if var rest = attributes.value(7) {
            while let kind = rest.first, let length = rest.dropFirst().first, rest.count >= Int(length) + 2 {
                let value = rest.dropFirst(2).prefix(Int(length))
                if kind == 0 { comment = String(decoding: value.prefix { $0 != 0 }, as: UTF8.self) }
                rest = rest.dropFirst(Int(length) + 2)
            }
        }
        self.comment = comment
    }
}

/// Questions to the firewall, asked together: each is answered by its place.
public struct NetfilterQuestions: Sendable {
    fileprivate var buffer = MessageBuffer(reserving: 512)
    public init() {}

    public mutating func chain(_ name: String, in table: TableSelector) {
        buffer.netfilter(NetfilterMessage.getChain, [], table.family) { buffer in
            buffer.attribute(1, table.name)
            buffer.attribute(3, name)
        }
    }

    public mutating func element(_ key: [UInt8], of set: String, in table: TableSelector) {
        buffer.elements(NetfilterMessage.getElement, [], [NetfilterElement(key)], set: set, in: table)
    }
}

extension NetlinkConnection {
    /// What each question found: nil where there is no such thing.
    public mutating func answers(_ questions: NetfilterQuestions) throws(NetlinkError) -> [NetfilterFinding?] {
        try answers(to: questions.buffer, doing: "read the firewall").map { message in
            guard let message else { return nil }
            return NetfilterChain(message).map { .chain($0) } ?? .element
        }
    }

    /// The generation of the firewall: a number that every change raises.
    public mutating func firewallGeneration() throws(NetlinkError) -> UInt32? {
        var question = MessageBuffer(reserving: 64)
        question.netfilter(NetfilterMessage.getGeneration, [], .any) { _ in }
        let answer = try answers(to: question, doing: "read the firewall's generation").first ?? nil
        return answer.flatMap { Attributes($0.payload.dropFirst(4)).networkNumber(1, as: UInt32.self) }
    }

    public mutating func chains(family: NetfilterFamily = .any) throws(NetlinkError) -> [NetfilterChain] {
        var question = MessageBuffer(reserving: 64)
        question.netfilter(NetfilterMessage.getChain, .dump, family) { _ in }
        return try dump(question, doing: "list the firewall's chains").compactMap { NetfilterChain($0) }
    }

    public mutating func rules(of chain: String, in table: TableSelector) throws(NetlinkError) -> [NetfilterRule] {
        var question = MessageBuffer(reserving: 128)
        question.netfilter(NetfilterMessage.getRule, .dump, table.family) { buffer in
            buffer.attribute(1, table.name)
            buffer.attribute(2, chain)
        }
        return try dump(question, doing: "list the rules of \(table.name) \(chain)").compactMap { NetfilterRule($0) }
    }
}

/// What a question to the firewall found.
public enum NetfilterFinding: Hashable, Sendable {
    case chain(NetfilterChain)
    case element
}
