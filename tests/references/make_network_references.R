# Reference numbers from metafor::rma.mv for the networks in network_tables/.
#
#   Rscript make_network_references.R [FOLDER [MEASURES]]
#
# Writes FOLDER/network_tables/*.csv from metadat and FOLDER/network.json, each result beside the
# R call that gave it. FOLDER is the folder of this script by default, MEASURES is OR,RR,RD.
# FOLDER/network_tables/book_*.csv are the book's own networks, written by export_networks.py.

suppressMessages({
  library(metafor)
  library(metadat)
  library(jsonlite)
})

arguments <- commandArgs(trailingOnly = FALSE)
script <- sub("^--file=", "", grep("^--file=", arguments, value = TRUE))
given <- commandArgs(trailingOnly = TRUE)
folder <- if (length(given) > 0) given[1] else dirname(normalizePath(script))
tables <- file.path(folder, "network_tables")
dir.create(tables, showWarnings = FALSE)
measures <- strsplit(if (length(given) > 1) given[2] else "OR,RR,RD", ",")[[1]]

# ---- tables from metadat ------------------------------------------------------------------

write_arms <- function(name, trial, treatment, responders, n) {
  arms <- data.frame(
    trial = gsub(",", "", as.character(trial)), treatment = gsub(",", "", as.character(treatment)),
    responders = as.integer(responders), n = as.integer(n)
  )
  arms <- arms[!is.na(arms$responders) & !is.na(arms$n), ]
  # Some data sets list the same treatment twice in a trial: such arms are added up.
  key <- paste(arms$trial, arms$treatment, sep = "\r")
  first <- !duplicated(key)
  arms$responders <- ave(arms$responders, key, FUN = sum)
  arms$n <- ave(arms$n, key, FUN = sum)
  arms <- arms[first, ]
  arms <- arms[arms$trial %in% names(which(table(arms$trial) > 1)), ]
  write.csv(arms, file.path(tables, paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
}

write_tables <- function() {
  d <- dat.hasselblad1998
  write_arms("hasselblad1998", paste("study", d$study), d$trt, d$xi, d$ni)
  d <- dat.dong2013
  write_arms("dong2013", paste("study", d$id), d$treatment, d$death, d$randomized)
  d <- dat.dogliotti2014
  write_arms("dogliotti2014", d$study, d$treatment, d$stroke, d$total)
  d <- dat.gurusamy2011
  write_arms("gurusamy2011", d$study, d$treatment, d$death, d$n)
  d <- dat.baker2009
  write_arms("baker2009", paste(d$study, d$id), d$treatment, d$exac, d$total)
  d <- dat.woods2010
  write_arms("woods2010", d$author, d$treatment, d$r, d$N)
  d <- dat.linde2015
  write_arms("linde2015", rep(paste("study", d$id), 3),
    c(as.character(d$treatment1), as.character(d$treatment2), as.character(d$treatment3)),
    c(d$resp1, d$resp2, d$resp3), c(d$n1, d$n2, d$n3)
  )
}

# ---- contrasts against the first arm of each trial, with their block covariance -----------

# escalc(to = "only0") corrects a pair; here every arm of a trial with a zero cell is corrected,
# and escalc(to = "none") computes each arm and each pair from the corrected cells.
arm_measure <- c(OR = "PLO", RR = "PLN", RD = "PR")

# An imputed arm, which has no count, enters by its effective number of patients.
by_effective_n <- function(arms) {
  if (!"effective_n" %in% names(arms)) return(arms)
  own <- !is.na(arms$effective_n)
  arms$responders[own] <- arms$responders[own] / arms$n[own] * arms$effective_n[own]
  arms$n[own] <- arms$effective_n[own]
  arms
}

contrasts_of <- function(arms, measure) {
  responders <- function(trial) arms$responders[arms$trial == trial]
  n <- function(trial) arms$n[arms$trial == trial]
  trials <- unique(arms$trial)
  none <- sapply(trials, function(t) all(responders(t) == 0))
  everybody <- sapply(trials, function(t) all(responders(t) == n(t)))
  if (measure != "RD") trials <- trials[!(none | (everybody & measure == "OR"))]
  rows <- list()
  blocks <- list()
  for (trial in trials) {
    d <- arms[arms$trial == trial, ]
    zero <- any(d$responders == 0 | d$responders == d$n)
    x <- d$responders + zero / 2
    n <- d$n + zero
    m <- nrow(d)
    pair <- escalc(measure,
      ai = x[-1], n1i = n[-1], ci = rep(x[1], m - 1), n2i = rep(n[1], m - 1), to = "none"
    )
    arm <- escalc(arm_measure[[measure]], xi = x, ni = n, to = "none")
    # A risk exists with empty cells: the 0.5 goes into its variance alone, as in netmeta.
    if (measure == "RD") pair$yi <- d$responders[-1] / d$n[-1] - d$responders[1] / d$n[1]
    block <- matrix(arm$vi[1], m - 1, m - 1)
    diag(block) <- pair$vi
    rows[[trial]] <- data.frame(
      study = trial, comp = d$treatment[-1], base = d$treatment[1], yi = as.numeric(pair$yi)
    )
    blocks[[trial]] <- block
  }
  list(d = do.call(rbind, rows), V = bldiag(blocks), trials = trials)
}

design_matrix <- function(d, names) {
  X <- outer(d$comp, names, "==") - outer(d$base, names, "==")
  X[, -1, drop = FALSE]
}

rma_mv <- c(
  REML = paste0(
    "rma.mv(yi, V, mods=~X-1, random=~factor(comp)|study, struct='CS', rho=1/2, data=d, ",
    "method='REML', control=list(optimizer='optim', ",
    "optmethod='BFGS', reltol=1e-15, maxit=10000))"
  ),
  DL = paste0(
    "rma.mv(yi, V, mods=~X-1, random=~factor(comp)|study, struct='CS', rho=1/2, tau2=tau2, ",
    "data=d, method='REML')"
  ),
  FE = "rma.mv(yi, V, mods=~X-1, data=d, method='FE')"
)
dl_call <- "max(0, (QE - df) / sum(diag(P %*% R))), P the residual matrix of the FE model"

# A cluster of CS structure has tau2 on the diagonal and tau2 / 2 elsewhere.
half_blocks <- function(d) (outer(d$study, d$study, "==") + diag(nrow(d))) / 2

residual_matrix <- function(V, X) {
  W <- solve(V)
  W - W %*% X %*% solve(t(X) %*% W %*% X, t(X) %*% W)
}

# Treatments within designs: the model with the full design-by-treatment interaction.
interaction_matrix <- function(d) {
  # The trials of a design may list another arm first: both ends enter the design's name.
  all_arms <- sapply(d$study, function(s) {
    paste(sort(unique(c(d$comp[d$study == s], d$base[d$study == s]))), collapse = "+")
  })
  nodes <- sort(unique(c(paste(all_arms, d$comp), paste(all_arms, d$base))))
  X <- outer(paste(all_arms, d$comp), nodes, "==") - outer(paste(all_arms, d$base), nodes, "==")
  decomposition <- qr(X)
  X[, decomposition$pivot[seq_len(decomposition$rank)], drop = FALSE]
}

number <- function(x) unname(as.numeric(x))

# ---- one network --------------------------------------------------------------------------

pool <- function(table, measure, method) {
  arms <- read.csv(file.path(tables, paste0(table, ".csv")),
    colClasses = c(trial = "character", treatment = "character"), encoding = "UTF-8"
  )
  arms <- by_effective_n(arms)
  names <- sort(unique(arms$treatment), method = "radix")
  network <- contrasts_of(arms, measure)
  d <- network$d
  V <- network$V
  names <- names[names %in% c(d$comp, d$base)]
  X <- design_matrix(d, names)
  R <- half_blocks(d)
  fixed <- rma.mv(yi, V, mods = ~ X - 1, data = d, method = "FE")
  df <- nrow(X) - ncol(X)
  # Without degrees of freedom tau2 does not exist: the model of the common effect alone is left.
  if (df == 0 && method != "FE") return(NULL)
  P <- residual_matrix(V, X)
  tau2 <- if (df == 0) 0 else max(0, (fixed$QE - df) / sum(diag(P %*% R)))
  res <- suppressWarnings(eval(parse(text = rma_mv[[method]])))
  tau2 <- if (method == "FE") 0 else res$tau2

  # Every pair, row against column, from the coefficients and their covariance.
  beta <- c(0, number(res$beta))
  vb <- rbind(0, cbind(0, res$vb))
  out <- list(
    table = table, measure = measure, method = method, call = rma_mv[[method]],
    tau2_call = if (method == "DL") dl_call else NA, treatments = names, k = length(network$trials),
    tau2 = number(tau2), q = number(res$QE), q_df = df, q_p = if (df == 0) NA else number(res$QEp),
    estimate = outer(beta, beta, "-"),
    se = sqrt(outer(diag(vb), diag(vb), "+") - 2 * vb)
  )
  # test = "t" changes the quantile only; its limits against the first treatment:
  fixed_tau2 <- if (method == "FE") rma_mv[["FE"]] else rma_mv[["DL"]]
  if (df > 0) {
    out$t_call <- sub("data=d", "data=d, test='t'", fixed_tau2)
    t_test <- suppressWarnings(eval(parse(text = out$t_call)))
    out$t_low <- number(t_test$ci.lb)
    out$t_high <- number(t_test$ci.ub)
  }

  # Contribution of each trial to the comparison of the last with the first treatment.
  total <- V + tau2 * R
  W <- solve(total)
  hat <- solve(t(X) %*% W %*% X, t(X) %*% W)
  row <- hat[nrow(hat), ]
  out$contributions <- sapply(network$trials, function(t) {
    i <- d$study == t
    100 * sum(row[i] * (total[i, i, drop = FALSE] %*% row[i])) / vb[nrow(vb), ncol(vb)]
  }, USE.NAMES = FALSE)

  # Direct evidence by two-arm rma with tau2 given, indirect by back-calculation.
  out$splits_call <- "rma(yi, vi, tau2=tau2) of the pairs; i = (n - s d)/(1 - s), s = vn/vd"
  out$splits <- splits(arms, network$trials, measure, tau2, names, out$estimate, out$se)

  if (method == "FE") {
    Z <- interaction_matrix(d)
    within <- if (nrow(Z) > ncol(Z)) {
      number(rma.mv(yi, V, mods = ~ Z - 1, data = d, method = "FE")$QE)
    } else {
      0
    }
    out$within_call <- "rma.mv(yi, V, mods=~Z-1, data=d, method='FE')$QE, Z treatments in designs"
    out$q_within <- within
    out$within_df <- nrow(Z) - ncol(Z)
  } else if (method == "REML" && measure == "OR") {
    Z <- interaction_matrix(d)
    if (nrow(Z) > ncol(Z) && ncol(Z) > ncol(X)) {
      out$interaction_call <- gsub("X-1", "Z-1", rma_mv[["REML"]])
      free <- suppressWarnings(eval(parse(text = out$interaction_call)))
      # The Wald test that the coefficients of Z lie in the span of X.
      keep <- qr.Q(qr(cbind(qr.coef(qr(Z), X), diag(ncol(Z)))))[, -seq_len(ncol(X)), drop = FALSE]
      lb <- t(keep) %*% free$beta
      out$interaction_tau2 <- number(free$tau2)
      out$interaction_q <- number(t(lb) %*% solve(t(keep) %*% free$vb %*% keep, lb))
      out$interaction_df <- ncol(Z) - ncol(X)
    }
  }
  out
}

splits <- function(arms, trials, measure, tau2, names, estimate, se) {
  arms <- arms[arms$trial %in% trials, ]
  zero <- ave(arms$responders == 0 | arms$responders == arms$n, arms$trial, FUN = any)
  arms$x <- arms$responders + zero / 2
  arms$m <- arms$n + zero
  found <- list()
  for (i in seq_along(names)) {
    for (j in seq_along(names)[seq_along(names) > i]) {
      a <- arms[arms$treatment == names[i], ]
      b <- arms[arms$treatment == names[j], ]
      both <- intersect(a$trial, b$trial)
      if (length(both) == 0 || !joined(arms[!arms$trial %in% both, ], names[i], names[j])) next
      a <- a[match(both, a$trial), ]
      b <- b[match(both, b$trial), ]
      pairs <- escalc(measure, ai = a$x, n1i = a$m, ci = b$x, n2i = b$m, to = "none")
      if (measure == "RD") pairs$yi <- a$responders / a$n - b$responders / b$n
      direct <- rma(yi, vi, data = pairs, tau2 = tau2)
      s <- (se[i, j] / direct$se)^2
      indirect <- (estimate[i, j] - s * number(direct$beta)) / (1 - s)
      indirect_se <- se[i, j] / sqrt(1 - s)
      z <- (number(direct$beta) - indirect) / sqrt(direct$se^2 + indirect_se^2)
      found[[length(found) + 1]] <- list(
        treatment = names[i], comparator = names[j], direct = number(direct$beta),
        direct_se = direct$se, indirect = indirect, indirect_se = indirect_se,
        difference = number(direct$beta) - indirect, p = 2 * pnorm(-abs(z))
      )
    }
  }
  found
}

joined <- function(arms, from, to) {
  reached <- from
  repeat {
    near <- unique(arms$treatment[arms$trial %in% arms$trial[arms$treatment %in% reached]])
    more <- union(reached, near)
    if (length(more) == length(reached)) return(to %in% reached)
    reached <- more
  }
}

write_tables()
# Of the book's own networks two have the other measures too; one measure takes a few seconds.
other_measures <- c("book_easi75-monotherapy", "book_easi75-with-topicals")
results <- list()
for (table in sub("\\.csv$", "", sort(list.files(tables, pattern = "\\.csv$"), method = "radix"))) {
  for (measure in measures) {
    if (grepl("^book_", table) && measure != "OR" && !table %in% other_measures) next
    for (method in c("REML", "DL", "FE")) {
      results <- c(results, list(pool(table, measure, method)))
    }
  }
}
results <- Filter(Negate(is.null), results)
out <- list(
  made_by = "tests/references/make_network_references.R",
  versions = list(
    R = as.character(getRversion()), metafor = as.character(packageVersion("metafor")),
    metadat = as.character(packageVersion("metadat"))
  ),
  arguments = "d: contrasts against the first arm of each trial; V: their block covariance",
  results = results
)
json <- toJSON(out, auto_unbox = TRUE, digits = NA, na = "null", pretty = FALSE)
writeLines(json, file.path(folder, "network.json"))
cat(length(results), "results written to", file.path(folder, "network.json"), "\n")
