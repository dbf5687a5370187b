// The inner loop of inflate: no bounds are checked in it but at the top, where there is room for a whole round.

extension InflateDecoder {
    /// Bytes of input that one round may look at: three refills of eight bytes, seven of them kept at most each time.
    static let fastMargin = 32

    /// Decodes while there is plenty of input and room for output; true at the end of the block.
    ///
    /// A round decodes one packed entry, and the match that its length begins. `bits` holds at least 56 bits after a
    /// refill: a length with its extra bits needs 20 of them, a distance with its own 28. Bits above `count` are those of
    /// the bytes that come next, which the next refill puts there again: with them the next entry is looked up before
    /// the refill, for whose load nothing then waits.
    func decodeFast() throws(ArchiveError) -> Bool {
        let base = unsafe UnsafeMutableRawPointer(block.bytes.baseAddress!)
        let outputEnd = unsafe base + limit
        var output = unsafe base + position
        guard unsafe self.inputEnd - self.input > Self.fastMargin, unsafe output < outputEnd else { return false }
        let inputLimit = unsafe self.inputEnd - Self.fastMargin
        var input = unsafe self.input
        var bits = self.bits
        var count = self.bitCount
        let packed = unsafe UnsafePointer(self.packed.entries)
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
        @inline(__always) func next() -> UInt32 { unsafe packed[Int(truncatingIfNeeded: bits & literalMask)] }
        @inline(__always) func putLiterals(_ entry: UInt32) {
            unsafe output.storeBytes(of: UInt16(truncatingIfNeeded: entry &>> 8), as: UInt16.self)
            unsafe output += Int(truncatingIfNeeded: entry &>> 6 & 3)
        }
        @inline(__always) func extra(_ before: UInt64, total: UInt32, from: UInt32) -> Int {
            Int(truncatingIfNeeded: (before & ((1 &<< UInt64(total)) &- 1)) &>> UInt64(from))
        }

        var isEnd = false
        var failure: StaticString? = nil
        refill()
        var entry = next()
        while unsafe input < inputLimit && output < outputEnd {
            var before = bits
            var length: Int
            var far: UInt32
            if entry < PackedTable.exceptional {
                consume(entry)
                // What comes next is looked up for both cases, before it is known which it is.
                far = unsafe distances[Int(truncatingIfNeeded: bits & distanceMask)]
                let following = next()
                putLiterals(entry)
                refill()
                if entry & PackedTable.match == 0 {
                    entry = following
                    continue
                }
                length = Int(entry &>> 16 & 0x1ff) &+ extra(before, total: entry, from: entry &>> 25 & 15)
            } else {
                var single = unsafe literals.entries[Int(truncatingIfNeeded: bits & literalMask)]
                if single & HuffmanTable.invalid == HuffmanTable.exceptional | HuffmanTable.second {
                    consume(single)
                    let index = bits & ((1 &<< UInt64(single &>> 8 & 31)) &- 1)
                    single = unsafe literals.entries[Int(truncatingIfNeeded: UInt64(single &>> 16) &+ index)]
                    before = bits
                }
                if single & HuffmanTable.literal != 0 {
                    consume(single)
                    unsafe output.storeBytes(of: UInt8(truncatingIfNeeded: single &>> 16), as: UInt8.self)
                    unsafe output += 1
                    refill()
                    entry = next()
                    continue
                }
                if single & HuffmanTable.exceptional != 0 {
                    if single & HuffmanTable.second != 0 {
                        failure = "invalid literal/length code"
                    } else {
                        consume(single)
                        isEnd = true
                    }
                    break
                }
                consume(single)
                length = Int(single &>> 16) &+ extra(before, total: single, from: single &>> 8 & 31)
                far = unsafe distances[Int(truncatingIfNeeded: bits & distanceMask)]
            }
            if far & HuffmanTable.exceptional != 0 {
                if far & HuffmanTable.invalid == HuffmanTable.exceptional | HuffmanTable.second {
                    consume(far)
                    let index = bits & ((1 &<< UInt64(far &>> 8 & 31)) &- 1)
                    far = unsafe distances[Int(truncatingIfNeeded: UInt64(far &>> 16) &+ index)]
                }
                if far & HuffmanTable.exceptional != 0 {
                    failure = "invalid distance code"
                    break
                }
            }
            before = bits
            consume(far)
            let distance = Int(far &>> 16) &+ extra(before, total: far, from: far &>> 8 & 31)
            if unsafe distance > output - base {
                failure = "invalid distance too far back"
                break
            }
            // The next symbol is looked up before the copy, which then hides the wait for it.
            entry = next()
            refill()
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
        // Most matches are short: the first two words are copied without a look at the length.
        unsafe to.storeBytes(of: from.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
        unsafe (to + 16).storeBytes(of: (from + 16).loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
        if length <= 32 { return }
        unsafe to += 32
        unsafe from += 32
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
