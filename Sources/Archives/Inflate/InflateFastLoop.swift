// The inner loop of inflate: no bounds are checked in it but at the top, where there is room for a whole round.

extension InflateDecoder {
    /// Bytes of input that one round may look at: three refills of eight bytes, seven of them kept at most each time.
    static let fastMargin = 32

    /// Decodes while there is plenty of input and room for output; true at the end of the block.
    ///
    /// A round decodes up to three literals, or up to two and a match. `bits` holds at least 56 bits after a refill:
    /// two literals (11 bits each in the first table) and a length with its extra bits (20) need 42 of them, a distance
    /// with its extra bits 28 after the next refill. Bits above `count` are those of the bytes that come next, which
    /// the next refill puts there again.
    func decodeFast() throws(ArchiveError) -> Bool {
        let base = unsafe UnsafeMutableRawPointer(block.bytes.baseAddress!)
        let outputEnd = unsafe base + limit
        var output = unsafe base + position
        guard unsafe self.inputEnd - self.input > Self.fastMargin, unsafe output < outputEnd else { return false }
        let inputLimit = unsafe self.inputEnd - Self.fastMargin
        var input = unsafe self.input
        var bits = self.bits
        var count = self.bitCount
        let literals = unsafe UnsafePointer(self.literals.entries)
        let distances = unsafe UnsafePointer(self.distances.entries)
        let literalMask = self.literals.mask
        let distanceMask = self.distances.mask

        @inline(__always) func refill() {
            bits |= unsafe UInt64(littleEndian: input.loadUnaligned(as: UInt64.self)) &<< count
            unsafe input += Int(truncatingIfNeeded: (63 &- count) &>> 3)
            count |= 56
        }
        @inline(__always) func consume(_ entry: UInt32) {
            bits = bits &>> UInt64(entry)  // the shift looks at the lowest six bits only
            count = count &- UInt64(entry & 63)
        }
        @inline(__always) func putLiteral(_ entry: UInt32) {
            unsafe output.storeBytes(of: UInt8(truncatingIfNeeded: entry &>> 16), as: UInt8.self)
            unsafe output += 1
        }
        @inline(__always) func value(_ entry: UInt32, _ before: UInt64) -> Int {
            let extra = (before & ((1 &<< UInt64(entry)) &- 1)) &>> UInt64(entry &>> 8 & 31)
            return Int(truncatingIfNeeded: UInt64(entry &>> 16) &+ extra)
        }

        var isEnd = false
        var failure: StaticString? = nil
        refill()
        var entry = unsafe literals[Int(truncatingIfNeeded: bits & literalMask)]
        while unsafe input < inputLimit && output < outputEnd {
            if entry & HuffmanTable.literal != 0 {
                consume(entry)
                putLiteral(entry)
                entry = unsafe literals[Int(truncatingIfNeeded: bits & literalMask)]
                if entry & HuffmanTable.literal != 0 {
                    consume(entry)
                    putLiteral(entry)
                    entry = unsafe literals[Int(truncatingIfNeeded: bits & literalMask)]
                    if entry & HuffmanTable.literal != 0 {
                        consume(entry)
                        putLiteral(entry)
                        refill()
                        entry = unsafe literals[Int(truncatingIfNeeded: bits & literalMask)]
                        continue
                    }
                }
            }
            if entry & HuffmanTable.exceptional != 0 {
                if entry & HuffmanTable.invalid == HuffmanTable.exceptional | HuffmanTable.second {
                    consume(entry)
                    let index = bits & ((1 &<< UInt64(entry &>> 8 & 31)) &- 1)
                    entry = unsafe literals[Int(truncatingIfNeeded: UInt64(entry &>> 16) &+ index)]
                    if entry & HuffmanTable.literal != 0 {
                        consume(entry)
                        putLiteral(entry)
                        refill()
                        entry = unsafe literals[Int(truncatingIfNeeded: bits & literalMask)]
                        continue
                    }
                }
                if entry & HuffmanTable.exceptional != 0 {
                    if entry & HuffmanTable.second != 0 {
                        failure = "invalid literal/length code"
                    } else {
                        consume(entry)
                        isEnd = true
                    }
                    break
                }
            }
            var before = bits
            consume(entry)
            let length = value(entry, before)
            refill()
            entry = unsafe distances[Int(truncatingIfNeeded: bits & distanceMask)]
            if entry & HuffmanTable.exceptional != 0 {
                if entry & HuffmanTable.invalid == HuffmanTable.exceptional | HuffmanTable.second {
                    consume(entry)
                    let index = bits & ((1 &<< UInt64(entry &>> 8 & 31)) &- 1)
                    entry = unsafe distances[Int(truncatingIfNeeded: UInt64(entry &>> 16) &+ index)]
                }
                if entry & HuffmanTable.exceptional != 0 {
                    failure = "invalid distance code"
                    break
                }
            }
            before = bits
            consume(entry)
            let distance = value(entry, before)
            if unsafe distance > output - base {
                failure = "invalid distance too far back"
                break
            }
            // The next symbol is looked up before the copy, which then hides the wait for it.
            refill()
            entry = unsafe literals[Int(truncatingIfNeeded: bits & literalMask)]
            unsafe copyMatch(to: output, distance: distance, length: length)
            unsafe output += length
        }
        unsafe self.input = input
        self.bits = bits & ((1 &<< count) &- 1)
        self.bitCount = count
        unsafe position = output - base
        if let failure { throw corrupt("\(failure)") }
        return isEnd
    }
}

/// Repeats what lies `distance` bytes back, in words: up to 31 bytes past the end are written too.
@inline(__always)
private func copyMatch(to output: UnsafeMutableRawPointer, distance: Int, length: Int) {
    var to = unsafe output
    var from = unsafe UnsafeRawPointer(output - distance)
    let end = unsafe output + length
    if distance >= 16 {
        repeat {
            unsafe to.storeBytes(of: from.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
            unsafe to += 16
            unsafe from += 16
        } while unsafe to < end
    } else if distance >= 8 {
        repeat {
            unsafe to.storeBytes(of: from.loadUnaligned(as: UInt64.self), as: UInt64.self)
            unsafe to += 8
            unsafe from += 8
        } while unsafe to < end
    } else if distance == 1 {
        let repeated = SIMD16<UInt8>(repeating: unsafe from.load(as: UInt8.self))
        repeat {
            unsafe to.storeBytes(of: repeated, as: SIMD16<UInt8>.self)
            unsafe to += 16
        } while unsafe to < end
    } else {
        // Each word is right in its first `distance` bytes.
        repeat {
            unsafe to.storeBytes(of: from.loadUnaligned(as: UInt64.self), as: UInt64.self)
            unsafe to += distance
            unsafe from += distance
        } while unsafe to < end
    }
}
